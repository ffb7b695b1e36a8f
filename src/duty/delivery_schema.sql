-- Notices on their way out.

CREATE TABLE delivery (
    id INTEGER PRIMARY KEY,
    entry INTEGER NOT NULL,
    notice_id INTEGER,
    channel TEXT,
    state TEXT,
    attempts INTEGER,
    message_id TEXT,
    first_at TEXT,
    next_at TEXT,
    sent_at TEXT,
    last_error TEXT
) STRICT;
CREATE UNIQUE INDEX delivery_once ON delivery(channel, notice_id);
CREATE INDEX delivery_next ON delivery(state, next_at);
