-- Views of lists that people saved.

CREATE TABLE saved_view (
    id INTEGER PRIMARY KEY,
    entry INTEGER NOT NULL,
    register TEXT,
    name TEXT,
    query TEXT,
    person_id INTEGER,
    section_id INTEGER,
    ended_at TEXT
) STRICT;
CREATE INDEX saved_view_person ON saved_view(person_id);
CREATE INDEX saved_view_section ON saved_view(section_id);
