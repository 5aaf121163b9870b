-- What is sealed at rest is sealed with these keys, each wrapped with a master key that is not here. 0 is the key of digests; data keys
-- follow from 1.
CREATE TABLE IF NOT EXISTS vault_keys (
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
