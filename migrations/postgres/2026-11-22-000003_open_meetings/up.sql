-- Persons take part too: a party is a BIN, or the key of a person.
ALTER TABLE case_parties RENAME COLUMN organisation TO party;
ALTER TABLE notices RENAME COLUMN recipient_organisation TO recipient;
-- Which event of the case caused the notice; when it was given up because it had become outdated.
ALTER TABLE notices ADD COLUMN sequence BIGINT NOT NULL DEFAULT 0;
ALTER TABLE notices ADD COLUMN dropped_at TIMESTAMPTZ;
DROP INDEX notices_waiting;
CREATE INDEX notices_waiting ON notices (id) WHERE delivered_at IS NULL AND dropped_at IS NULL;
CREATE INDEX notices_by_case ON notices (case_id);
CREATE INDEX cases_by_change ON cases (updated_at, id);
-- From when everybody may read it.
ALTER TABLE attachments ADD COLUMN published_at TIMESTAMPTZ;

-- A duty for which the act states no term may stay open.
ALTER TABLE obligations RENAME COLUMN bearer_organisation TO bearer;
ALTER TABLE obligations DROP CONSTRAINT obligations_check1;

-- Open meetings of information holders (№ 605-НҚ).
CREATE TABLE open_meetings (
    case_id UUID PRIMARY KEY REFERENCES cases (id),
    holder TEXT NOT NULL,
    starts_at TIMESTAMPTZ NOT NULL,
    ends_at TIMESTAMPTZ NOT NULL,
    -- The day of the start in Kazakhstan.
    day DATE NOT NULL,
    region TEXT,
    format TEXT NOT NULL,
    in_kazakh BOOLEAN NOT NULL,
    in_russian BOOLEAN NOT NULL,
    form JSONB NOT NULL,
    -- Folded words, for search.
    search TEXT NOT NULL,
    -- From when everybody sees it.
    public_at TIMESTAMPTZ,
    announced_at TIMESTAMPTZ,
    -- Grows with every change that those who asked to attend must follow.
    turn BIGINT NOT NULL,
    postponements JSONB NOT NULL,
    emergency JSONB,
    closure JSONB,
    seats BIGINT,
    broadcast JSONB,
    outcome JSONB,
    cancellation JSONB
);
CREATE INDEX open_meetings_in_order ON open_meetings (starts_at, case_id);
CREATE INDEX open_meetings_by_holder ON open_meetings (holder, starts_at, case_id);

-- Requests to attend (№ 605-НҚ ¶9). What tells who somebody is, is gone after the erasure.
CREATE TABLE attendance_requests (
    case_id UUID PRIMARY KEY REFERENCES cases (id),
    meeting_id UUID NOT NULL REFERENCES open_meetings (case_id),
    channel TEXT NOT NULL,
    surname TEXT,
    first_name TEXT,
    patronymic TEXT,
    birth_year BIGINT,
    contact TEXT,
    -- The turn of the meeting that it has followed, and the one that its reminder was for.
    turn BIGINT NOT NULL,
    reminded_turn BIGINT,
    -- Whether it may still have to follow.
    active BOOLEAN NOT NULL
);
CREATE INDEX attendance_requests_by_meeting ON attendance_requests (meeting_id, case_id);
CREATE INDEX attendance_requests_not_erased ON attendance_requests (meeting_id) WHERE surname IS NOT NULL;
CREATE INDEX attendance_requests_active ON attendance_requests (meeting_id) WHERE active;

-- Comments on the broadcast (№ 605-НҚ ¶13).
CREATE TABLE broadcast_comments (
    case_id UUID PRIMARY KEY REFERENCES cases (id),
    meeting_id UUID NOT NULL REFERENCES open_meetings (case_id),
    author TEXT,
    text TEXT NOT NULL,
    answer JSONB,
    -- Append-only: what was hidden and shown again, when, why.
    moderation JSONB NOT NULL
);
CREATE INDEX broadcast_comments_by_meeting ON broadcast_comments (meeting_id, case_id);
