-- What each state body sends of the coming week (№ 444-НҚ ¶5): a case for each body and week, which begins by itself.
CREATE TABLE weekly_submissions (
    case_id TEXT PRIMARY KEY REFERENCES cases (id),
    body TEXT NOT NULL,
    week TEXT NOT NULL,
    -- The number of the latest version; 0 while nothing was sent.
    revision INTEGER NOT NULL,
    submitted_at TEXT,
    events INTEGER NOT NULL,
    reminded INTEGER NOT NULL,
    UNIQUE (body, week),
    CHECK ((revision = 0) = (submitted_at IS NULL))
) STRICT;
CREATE INDEX weekly_submissions_by_week ON weekly_submissions (week, case_id);
CREATE INDEX weekly_submissions_owed ON weekly_submissions (week, body) WHERE submitted_at IS NULL;

-- Every version of what was sent.
CREATE TABLE weekly_revisions (
    case_id TEXT NOT NULL REFERENCES weekly_submissions (case_id),
    revision INTEGER NOT NULL,
    record TEXT NOT NULL,
    PRIMARY KEY (case_id, revision)
) STRICT, WITHOUT ROWID;
