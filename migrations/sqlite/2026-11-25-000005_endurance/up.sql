-- One row that is written to see whether the database can be written again.
CREATE TABLE beats (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    count INTEGER NOT NULL
) STRICT;
INSERT INTO beats VALUES (1, 0);

-- What was filed by somebody who had filed much that day, and is to be sent again: it counts from the first attempt.
CREATE TABLE filing_attempts (
    -- Digest of who files what.
    fingerprint TEXT PRIMARY KEY,
    at TEXT NOT NULL
) STRICT;
CREATE INDEX filing_attempts_by_age ON filing_attempts (at);

-- In which role of the case a file was attached; not known of older ones.
ALTER TABLE attachments ADD COLUMN uploaded_as TEXT;
