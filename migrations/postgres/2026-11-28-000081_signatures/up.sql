-- Signatures under which cases were filed, what was signed, and the report of the verification.
CREATE TABLE signatures (
    id UUID PRIMARY KEY,
    case_id UUID NOT NULL REFERENCES cases (id),
    -- A digest of the signature itself.
    fingerprint TEXT NOT NULL UNIQUE,
    verified_at TIMESTAMPTZ NOT NULL,
    document BYTEA NOT NULL,
    cms BYTEA NOT NULL,
    report BYTEA NOT NULL
);
CREATE INDEX signatures_by_case ON signatures (case_id, verified_at, id);
