-- Issues that concern several bodies (№ 444-НҚ ¶5), with the agenda that the ministry makes of them.
CREATE TABLE cross_body_issues (
    id TEXT PRIMARY KEY,
    title_kk TEXT NOT NULL,
    title_ru TEXT NOT NULL,
    form TEXT NOT NULL,
    raised_by TEXT NOT NULL,
    raised_at TEXT NOT NULL,
    withdrawn_at TEXT,
    agenda TEXT,
    published_at TEXT,
    for_media INTEGER NOT NULL,
    version INTEGER NOT NULL,
    updated_at TEXT NOT NULL,
    CHECK ((agenda IS NULL) = (published_at IS NULL))
) STRICT;
CREATE INDEX cross_body_issues_by_raiser ON cross_body_issues (raised_by, id);
CREATE INDEX cross_body_issues_for_media ON cross_body_issues (id) WHERE for_media;

-- What each body tells of an issue: a case for each.
CREATE TABLE issue_parts (
    case_id TEXT PRIMARY KEY REFERENCES cases (id),
    issue_id TEXT NOT NULL REFERENCES cross_body_issues (id),
    body TEXT NOT NULL,
    said TEXT NOT NULL,
    UNIQUE (issue_id, body)
) STRICT;
CREATE INDEX issue_parts_by_body ON issue_parts (body, case_id);
