-- Drills of incidents.

CREATE TABLE drill (
    id INTEGER PRIMARY KEY,
    entry INTEGER NOT NULL,
    drill_no TEXT,
    scenario TEXT,
    planned_at TEXT,
    facilitator TEXT,
    planned_by TEXT,
    started_at TEXT,
    finished_at TEXT,
    lessons TEXT
) STRICT;
CREATE UNIQUE INDEX drill_key ON drill(drill_no);

CREATE TABLE drill_inject (
    id INTEGER PRIMARY KEY,
    entry INTEGER NOT NULL,
    drill_id INTEGER,
    number INTEGER,
    given_at TEXT,
    staff_no TEXT
) STRICT;
CREATE UNIQUE INDEX drill_inject_once ON drill_inject(drill_id, number);
CREATE INDEX incident_drill ON incident(is_drill, entered_at);
