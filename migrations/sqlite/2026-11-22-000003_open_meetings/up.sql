-- Persons take part too: a party is a BIN, or the key of a person.
ALTER TABLE case_parties RENAME COLUMN organisation TO party;
ALTER TABLE notices RENAME COLUMN recipient_organisation TO recipient;
-- Which event of the case caused the notice; when it was given up because it had become outdated.
ALTER TABLE notices ADD COLUMN sequence INTEGER NOT NULL DEFAULT 0;
ALTER TABLE notices ADD COLUMN dropped_at TEXT;
DROP INDEX notices_waiting;
CREATE INDEX notices_waiting ON notices (id) WHERE delivered_at IS NULL AND dropped_at IS NULL;
CREATE INDEX notices_by_case ON notices (case_id);
CREATE INDEX cases_by_change ON cases (updated_at, id);
-- From when everybody may read it.
ALTER TABLE attachments ADD COLUMN published_at TEXT;

-- A duty for which the act states no term may stay open.
CREATE TABLE obligations_anew (
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES cases (id),
    procedure TEXT NOT NULL,
    rule TEXT NOT NULL,
    -- The edition whose wording of the rule is owed.
    edition TEXT NOT NULL,
    bearer_role TEXT NOT NULL,
    bearer TEXT NOT NULL,
    owed_to TEXT,
    opened_at TEXT NOT NULL,
    event_at TEXT NOT NULL,
    counted_from TEXT NOT NULL,
    due_on TEXT,
    due_at TEXT,
    raw_on TEXT,
    practical_on TEXT,
    -- The due instant, or the opening where the act states no term: what lists are ordered by.
    sort_at TEXT NOT NULL,
    met_at TEXT,
    voided_at TEXT,
    trace TEXT NOT NULL,
    CHECK (met_at IS NULL OR voided_at IS NULL)
) STRICT;
INSERT INTO obligations_anew SELECT id, case_id, procedure, rule, edition, bearer_role, bearer_organisation, owed_to, opened_at, event_at, counted_from, due_on, due_at, raw_on, practical_on, sort_at, met_at, voided_at, trace FROM obligations;
DROP TABLE obligations;
ALTER TABLE obligations_anew RENAME TO obligations;
CREATE INDEX obligations_by_case ON obligations (case_id);
CREATE INDEX obligations_by_bearer ON obligations (bearer, sort_at, id);
CREATE INDEX obligations_in_order ON obligations (sort_at, id);

-- Open meetings of information holders (№ 605-НҚ).
CREATE TABLE open_meetings (
    case_id TEXT PRIMARY KEY REFERENCES cases (id),
    holder TEXT NOT NULL,
    starts_at TEXT NOT NULL,
    ends_at TEXT NOT NULL,
    -- The day of the start in Kazakhstan.
    day TEXT NOT NULL,
    region TEXT,
    format TEXT NOT NULL,
    in_kazakh INTEGER NOT NULL,
    in_russian INTEGER NOT NULL,
    form TEXT NOT NULL,
    -- Folded words, for search.
    search TEXT NOT NULL,
    -- From when everybody sees it.
    public_at TEXT,
    announced_at TEXT,
    -- Grows with every change that those who asked to attend must follow.
    turn INTEGER NOT NULL,
    postponements TEXT NOT NULL,
    emergency TEXT,
    closure TEXT,
    seats INTEGER,
    broadcast TEXT,
    outcome TEXT,
    cancellation TEXT
) STRICT;
CREATE INDEX open_meetings_in_order ON open_meetings (starts_at, case_id);
CREATE INDEX open_meetings_by_holder ON open_meetings (holder, starts_at, case_id);

-- Requests to attend (№ 605-НҚ ¶9). What tells who somebody is, is gone after the erasure.
CREATE TABLE attendance_requests (
    case_id TEXT PRIMARY KEY REFERENCES cases (id),
    meeting_id TEXT NOT NULL REFERENCES open_meetings (case_id),
    channel TEXT NOT NULL,
    surname TEXT,
    first_name TEXT,
    patronymic TEXT,
    birth_year INTEGER,
    contact TEXT,
    -- The turn of the meeting that it has followed, and the one that its reminder was for.
    turn INTEGER NOT NULL,
    reminded_turn INTEGER,
    -- Whether it may still have to follow.
    active INTEGER NOT NULL
) STRICT;
CREATE INDEX attendance_requests_by_meeting ON attendance_requests (meeting_id, case_id);
CREATE INDEX attendance_requests_not_erased ON attendance_requests (meeting_id) WHERE surname IS NOT NULL;
CREATE INDEX attendance_requests_active ON attendance_requests (meeting_id) WHERE active;

-- Comments on the broadcast (№ 605-НҚ ¶13).
CREATE TABLE broadcast_comments (
    case_id TEXT PRIMARY KEY REFERENCES cases (id),
    meeting_id TEXT NOT NULL REFERENCES open_meetings (case_id),
    author TEXT,
    text TEXT NOT NULL,
    answer TEXT,
    -- Append-only: what was hidden and shown again, when, why.
    moderation TEXT NOT NULL
) STRICT;
CREATE INDEX broadcast_comments_by_meeting ON broadcast_comments (meeting_id, case_id);
