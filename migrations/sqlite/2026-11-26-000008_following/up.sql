-- The request that an event came of, as in `X-Request-Id`; not known of older ones.
ALTER TABLE case_events ADD COLUMN request TEXT;

-- Who came to take part in a case for a time, and who does no more: whoever keeps a copy is told so.
CREATE TABLE case_moves (
    case_id TEXT NOT NULL REFERENCES cases (id),
    role TEXT NOT NULL,
    party TEXT NOT NULL,
    at TEXT NOT NULL,
    -- Whether they take part since then.
    here INTEGER NOT NULL CHECK (here IN (0, 1)),
    PRIMARY KEY (case_id, role, party)
) STRICT;
CREATE INDEX case_moves_by_party ON case_moves (party, at);
