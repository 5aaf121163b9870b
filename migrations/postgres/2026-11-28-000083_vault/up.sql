-- What is sealed at rest is sealed with these keys, each wrapped with a master key that is not here. 0 is the key of blind indexes, by which
-- a value that is sealed is looked up; data keys follow from 1.
CREATE TABLE vault_keys (
    id BIGINT PRIMARY KEY,
    wrapped TEXT NOT NULL,
    made_at TIMESTAMPTZ NOT NULL,
    -- Whether everything is sealed with it.
    complete BOOLEAN NOT NULL
);
-- Sealed at the next start.
ALTER TABLE accreditation_applications
    ALTER COLUMN form TYPE TEXT USING form::text;
ALTER TABLE complaints
    ALTER COLUMN form TYPE TEXT USING form::text,
    ALTER COLUMN story TYPE TEXT USING story::text;
ALTER TABLE idempotency_keys
    ALTER COLUMN answer TYPE TEXT USING answer::text;
ALTER TABLE information_requests
    ALTER COLUMN form TYPE TEXT USING form::text,
    ALTER COLUMN story TYPE TEXT USING story::text;
ALTER TABLE internet_conferences
    ALTER COLUMN application TYPE TEXT USING application::text;
ALTER TABLE outlets
    ALTER COLUMN form TYPE TEXT USING form::text;
ALTER TABLE reception_appeals
    ALTER COLUMN form TYPE TEXT USING form::text,
    ALTER COLUMN story TYPE TEXT USING story::text;
ALTER TABLE register_amendments
    ALTER COLUMN form TYPE TEXT USING form::text;
ALTER TABLE survey_respondents
    ALTER COLUMN answers TYPE TEXT USING answers::text;
ALTER TABLE surveys
    ALTER COLUMN pool TYPE TEXT USING pool::text;
ALTER TABLE attendance_requests ALTER COLUMN birth_year TYPE TEXT USING birth_year::text;
-- Whose they are, as it is looked up.
ALTER TABLE reception_appeals ADD COLUMN iin_index TEXT;
CREATE INDEX reception_appeals_by_iin ON reception_appeals (iin_index);
ALTER TABLE information_requests ADD COLUMN iin_index TEXT;
CREATE INDEX information_requests_by_iin ON information_requests (iin_index);
