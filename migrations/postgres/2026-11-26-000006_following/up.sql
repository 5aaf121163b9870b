-- The request that an event came of, as in `X-Request-Id`; not known of older ones.
ALTER TABLE case_events ADD COLUMN request TEXT;

-- Who takes part in a case no more: whoever keeps a copy is told that it is not theirs to see.
CREATE TABLE case_departures (
    case_id UUID NOT NULL REFERENCES cases (id),
    role TEXT NOT NULL,
    party TEXT NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (case_id, role, party)
);
CREATE INDEX case_departures_by_party ON case_departures (party, at);
