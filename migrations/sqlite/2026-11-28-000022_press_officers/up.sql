-- The directory of press officers of state bodies (№ 444-НҚ ¶3–4): a row for each appointment.
CREATE TABLE press_officers (
    case_id TEXT PRIMARY KEY REFERENCES cases (id),
    body TEXT NOT NULL,
    kind TEXT NOT NULL,
    appointed_on TEXT NOT NULL,
    -- The first day on which it does not hold.
    ended_on TEXT,
    contacts TEXT NOT NULL,
    -- What the contacts were before, and until when.
    earlier TEXT NOT NULL,
    confirmed_at TEXT NOT NULL,
    -- From which day on the contacts count as unconfirmed, and the one of which the body was reminded.
    unconfirmed_from TEXT NOT NULL,
    reminded_of TEXT,
    successor_id TEXT REFERENCES press_officers (case_id),
    -- Folded and plain words, for search.
    words TEXT NOT NULL,
    CHECK (ended_on IS NULL OR ended_on >= appointed_on)
) STRICT;
-- A body has one at a time.
CREATE UNIQUE INDEX press_officers_current ON press_officers (body) WHERE ended_on IS NULL;
CREATE INDEX press_officers_by_body ON press_officers (body, appointed_on);
CREATE INDEX press_officers_by_confirmation ON press_officers (unconfirmed_from, case_id) WHERE ended_on IS NULL;
