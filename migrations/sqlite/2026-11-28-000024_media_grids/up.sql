-- The media grid of each week (№ 444-НҚ ¶6).
CREATE TABLE media_grids (
    case_id TEXT PRIMARY KEY REFERENCES cases (id),
    week TEXT NOT NULL UNIQUE,
    -- What the ministry has picked.
    form TEXT NOT NULL,
    -- The events as they were approved; none until then.
    approved TEXT,
    -- The number of the latest version; 0 while nothing was sent.
    revision INTEGER NOT NULL,
    sent_at TEXT,
    -- From when everybody sees it.
    public_at TEXT,
    CHECK ((revision = 0) = (sent_at IS NULL))
) STRICT;

-- Every version that was sent.
CREATE TABLE media_grid_revisions (
    case_id TEXT NOT NULL REFERENCES media_grids (case_id),
    revision INTEGER NOT NULL,
    -- What is told of it: when and why it was sent, and how it differs from the version before.
    head TEXT NOT NULL,
    -- Its events.
    record TEXT NOT NULL,
    PRIMARY KEY (case_id, revision)
) STRICT, WITHOUT ROWID;
