-- What is sealed at rest is sealed with these keys, each wrapped with a master key that is not here. 0 is the key of digests; data keys
-- follow from 1.
CREATE TABLE IF NOT EXISTS vault_keys (
    id BIGINT PRIMARY KEY,
    wrapped TEXT NOT NULL,
    made_at TIMESTAMPTZ NOT NULL,
    -- Whether everything is sealed with it.
    complete BOOLEAN NOT NULL
);
-- Sealed at the next start.
ALTER TABLE accreditation_applications
    ALTER COLUMN form TYPE TEXT USING form #>> '{}';
ALTER TABLE complaints
    ALTER COLUMN form TYPE TEXT USING form #>> '{}',
    ALTER COLUMN story TYPE TEXT USING story #>> '{}';
ALTER TABLE idempotency_keys
    ALTER COLUMN answer TYPE TEXT USING answer #>> '{}';
ALTER TABLE information_requests
    ALTER COLUMN form TYPE TEXT USING form #>> '{}',
    ALTER COLUMN story TYPE TEXT USING story #>> '{}';
ALTER TABLE internet_conferences
    ALTER COLUMN application TYPE TEXT USING application #>> '{}';
ALTER TABLE outlets
    ALTER COLUMN form TYPE TEXT USING form #>> '{}';
ALTER TABLE reception_appeals
    ALTER COLUMN form TYPE TEXT USING form #>> '{}',
    ALTER COLUMN story TYPE TEXT USING story #>> '{}';
ALTER TABLE register_amendments
    ALTER COLUMN form TYPE TEXT USING form #>> '{}';
ALTER TABLE survey_respondents
    ALTER COLUMN answers TYPE TEXT USING answers #>> '{}';
ALTER TABLE surveys
    ALTER COLUMN pool TYPE TEXT USING pool #>> '{}';
ALTER TABLE attendance_requests ALTER COLUMN birth_year TYPE TEXT USING birth_year::text;
