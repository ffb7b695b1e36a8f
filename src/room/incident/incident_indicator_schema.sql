-- Indicators of attacks, by case.

CREATE TABLE incident_indicator (
    id INTEGER PRIMARY KEY,
    entry INTEGER NOT NULL,
    incident_id INTEGER,
    type TEXT,
    value TEXT,
    note TEXT,
    seen_at TEXT,
    staff_no TEXT,
    name TEXT,
    post TEXT,
    at TEXT
) STRICT;
CREATE UNIQUE INDEX incident_indicator_value ON incident_indicator(incident_id, type, value);
