-- Signatures under which cases were filed, what was signed, and the report of the verification.
CREATE TABLE signatures (
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES cases (id),
    -- A digest of the signature itself.
    fingerprint TEXT NOT NULL UNIQUE,
    verified_at TEXT NOT NULL,
    document BLOB NOT NULL,
    cms BLOB NOT NULL,
    report BLOB NOT NULL
) STRICT;
CREATE INDEX signatures_by_case ON signatures (case_id, verified_at, id);
