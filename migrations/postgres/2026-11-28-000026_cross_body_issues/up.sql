-- Issues that concern several bodies (№ 444-НҚ ¶5), with the agenda that the ministry makes of them.
CREATE TABLE cross_body_issues (
    id UUID PRIMARY KEY,
    title_kk TEXT NOT NULL,
    title_ru TEXT NOT NULL,
    form JSONB NOT NULL,
    raised_by TEXT NOT NULL,
    raised_at TIMESTAMPTZ NOT NULL,
    withdrawn_at TIMESTAMPTZ,
    agenda JSONB,
    published_at TIMESTAMPTZ,
    for_media BOOLEAN NOT NULL,
    version BIGINT NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    CHECK ((agenda IS NULL) = (published_at IS NULL))
);
CREATE INDEX cross_body_issues_by_raiser ON cross_body_issues (raised_by, id);
CREATE INDEX cross_body_issues_for_media ON cross_body_issues (id) WHERE for_media;

-- What each body tells of an issue: a case for each.
CREATE TABLE issue_parts (
    case_id UUID PRIMARY KEY REFERENCES cases (id),
    issue_id UUID NOT NULL REFERENCES cross_body_issues (id),
    body TEXT NOT NULL,
    said JSONB NOT NULL,
    UNIQUE (issue_id, body)
);
CREATE INDEX issue_parts_by_body ON issue_parts (body, case_id);
