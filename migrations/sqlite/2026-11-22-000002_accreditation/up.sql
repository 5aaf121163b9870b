-- Accreditation of channels and their Register (№ 93-НҚ).

CREATE TABLE accreditation_applications (
    case_id TEXT PRIMARY KEY REFERENCES cases (id),
    channel_name_kk TEXT NOT NULL,
    channel_name_ru TEXT NOT NULL,
    form TEXT NOT NULL,
    filing TEXT,
    decision TEXT
) STRICT;

CREATE TABLE register_entries (
    id TEXT PRIMARY KEY,
    number INTEGER NOT NULL UNIQUE,
    case_id TEXT NOT NULL UNIQUE REFERENCES cases (id),
    body TEXT NOT NULL,
    included_on TEXT NOT NULL
) STRICT;
CREATE INDEX register_entries_by_body ON register_entries (body, number);

-- Every wording of an entry. The wording on a day is the one entered by then and not superseded by then.
CREATE TABLE register_revisions (
    entry_id TEXT NOT NULL REFERENCES register_entries (id),
    revision INTEGER NOT NULL,
    kind TEXT NOT NULL,
    case_id TEXT NOT NULL REFERENCES cases (id),
    entered_on TEXT NOT NULL,
    entered_at TEXT NOT NULL,
    superseded_on TEXT,
    channel_name_kk TEXT NOT NULL,
    channel_name_ru TEXT NOT NULL,
    body_name_kk TEXT NOT NULL,
    body_name_ru TEXT NOT NULL,
    purpose_kk TEXT NOT NULL,
    purpose_ru TEXT NOT NULL,
    coverage TEXT NOT NULL,
    region TEXT,
    format TEXT NOT NULL,
    note_kk TEXT,
    note_ru TEXT,
    removed_on TEXT,
    -- Folded words of name and purpose, for comparing channels.
    subject TEXT NOT NULL,
    -- The same with the body, for search.
    search TEXT NOT NULL,
    PRIMARY KEY (entry_id, revision)
) STRICT;
CREATE UNIQUE INDEX register_revisions_current ON register_revisions (entry_id) WHERE superseded_on IS NULL;

-- Applications for changes (Annex 3) and notices of cessation: both amend one entry.
CREATE TABLE register_amendments (
    case_id TEXT PRIMARY KEY REFERENCES cases (id),
    entry_id TEXT NOT NULL REFERENCES register_entries (id),
    -- What the entry said when the form was written.
    current_entry TEXT NOT NULL,
    form TEXT NOT NULL,
    filing TEXT
) STRICT;
CREATE INDEX register_amendments_by_entry ON register_amendments (entry_id);
