-- The media grid of each week (№ 444-НҚ ¶6).
CREATE TABLE media_grids (
    case_id UUID PRIMARY KEY REFERENCES cases (id),
    week TEXT COLLATE "C" NOT NULL UNIQUE,
    -- What the ministry has picked.
    form JSONB NOT NULL,
    -- The events as they were approved; none until then.
    approved JSONB,
    -- The number of the latest version; 0 while nothing was sent.
    revision BIGINT NOT NULL,
    sent_at TIMESTAMPTZ,
    -- From when everybody sees it.
    public_at TIMESTAMPTZ,
    CHECK ((revision = 0) = (sent_at IS NULL))
);

-- Every version that was sent.
CREATE TABLE media_grid_revisions (
    case_id UUID NOT NULL REFERENCES media_grids (case_id),
    revision BIGINT NOT NULL,
    -- What is told of it: when and why it was sent, and how it differs from the version before.
    head JSONB NOT NULL,
    -- Its events.
    record JSONB NOT NULL,
    PRIMARY KEY (case_id, revision)
);
