-- What is sealed stays sealed, and its keys stay too: an earlier release cannot read it, a later one can again.
ALTER TABLE accreditation_applications
    ALTER COLUMN form TYPE JSONB USING to_jsonb(form);
ALTER TABLE complaints
    ALTER COLUMN form TYPE JSONB USING to_jsonb(form),
    ALTER COLUMN story TYPE JSONB USING to_jsonb(story);
ALTER TABLE idempotency_keys
    ALTER COLUMN answer TYPE JSONB USING to_jsonb(answer);
ALTER TABLE information_requests
    ALTER COLUMN form TYPE JSONB USING to_jsonb(form),
    ALTER COLUMN story TYPE JSONB USING to_jsonb(story);
ALTER TABLE internet_conferences
    ALTER COLUMN application TYPE JSONB USING to_jsonb(application);
ALTER TABLE outlets
    ALTER COLUMN form TYPE JSONB USING to_jsonb(form);
ALTER TABLE reception_appeals
    ALTER COLUMN form TYPE JSONB USING to_jsonb(form),
    ALTER COLUMN story TYPE JSONB USING to_jsonb(story);
ALTER TABLE register_amendments
    ALTER COLUMN form TYPE JSONB USING to_jsonb(form);
ALTER TABLE survey_respondents
    ALTER COLUMN answers TYPE JSONB USING to_jsonb(answers);
ALTER TABLE surveys
    ALTER COLUMN pool TYPE JSONB USING to_jsonb(pool);
