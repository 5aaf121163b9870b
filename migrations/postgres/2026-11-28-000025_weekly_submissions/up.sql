-- What each state body sends of the coming week (№ 444-НҚ ¶5): a case for each body and week, which begins by itself.
CREATE TABLE weekly_submissions (
    case_id UUID PRIMARY KEY REFERENCES cases (id),
    body TEXT NOT NULL,
    week TEXT NOT NULL,
    -- The number of the latest version; 0 while nothing was sent.
    revision BIGINT NOT NULL,
    submitted_at TIMESTAMPTZ,
    events BIGINT NOT NULL,
    reminded BOOLEAN NOT NULL,
    UNIQUE (body, week),
    CHECK ((revision = 0) = (submitted_at IS NULL))
);
CREATE INDEX weekly_submissions_by_week ON weekly_submissions (week, case_id);
CREATE INDEX weekly_submissions_owed ON weekly_submissions (week, body) WHERE submitted_at IS NULL;

-- Every version of what was sent.
CREATE TABLE weekly_revisions (
    case_id UUID NOT NULL REFERENCES weekly_submissions (case_id),
    revision BIGINT NOT NULL,
    record JSONB NOT NULL,
    PRIMARY KEY (case_id, revision)
);
