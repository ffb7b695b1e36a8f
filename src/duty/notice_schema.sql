-- Who owes what, asked at every visit of home.

CREATE INDEX obligation_role ON obligation(state, owner_role);
CREATE INDEX obligation_person ON obligation(state, owner_staff_no);
