-- What is sealed at rest is sealed with these keys, each wrapped with a master key that is not here. 0 is the key of blind indexes, by which
-- a value that is sealed is looked up; data keys follow from 1.
CREATE TABLE vault_keys (
    id INTEGER PRIMARY KEY,
    wrapped TEXT NOT NULL,
    made_at TEXT NOT NULL,
    -- Whether everything is sealed with it.
    complete INTEGER NOT NULL
) STRICT;
-- Sealed at the next start.
ALTER TABLE attendance_requests ADD COLUMN born TEXT;
UPDATE attendance_requests SET born = birth_year;
ALTER TABLE attendance_requests DROP COLUMN birth_year;
ALTER TABLE attendance_requests RENAME COLUMN born TO birth_year;
-- Whose they are, as it is looked up.
ALTER TABLE reception_appeals ADD COLUMN iin_index TEXT;
CREATE INDEX reception_appeals_by_iin ON reception_appeals (iin_index);
ALTER TABLE information_requests ADD COLUMN iin_index TEXT;
CREATE INDEX information_requests_by_iin ON information_requests (iin_index);
