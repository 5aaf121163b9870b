DROP TABLE broadcast_comments;
DROP TABLE attendance_requests;
DROP TABLE open_meetings;
-- What the older schema has no room for: the cases of the three procedures.
DELETE FROM obligations WHERE case_id IN (SELECT id FROM cases WHERE procedure IN ('open-meeting', 'attendance-request', 'broadcast-comment'));
DELETE FROM notices WHERE case_id IN (SELECT id FROM cases WHERE procedure IN ('open-meeting', 'attendance-request', 'broadcast-comment'));
DELETE FROM attachments WHERE case_id IN (SELECT id FROM cases WHERE procedure IN ('open-meeting', 'attendance-request', 'broadcast-comment'));
DELETE FROM case_events WHERE case_id IN (SELECT id FROM cases WHERE procedure IN ('open-meeting', 'attendance-request', 'broadcast-comment'));
DELETE FROM case_parties WHERE case_id IN (SELECT id FROM cases WHERE procedure IN ('open-meeting', 'attendance-request', 'broadcast-comment'));
DELETE FROM cases WHERE procedure IN ('open-meeting', 'attendance-request', 'broadcast-comment');
DROP INDEX cases_by_change;
DROP INDEX notices_by_case;
DROP INDEX notices_waiting;
CREATE INDEX notices_waiting ON notices (id) WHERE delivered_at IS NULL;
ALTER TABLE notices DROP COLUMN dropped_at;
ALTER TABLE notices DROP COLUMN sequence;
ALTER TABLE notices RENAME COLUMN recipient TO recipient_organisation;
ALTER TABLE case_parties RENAME COLUMN party TO organisation;
ALTER TABLE attachments DROP COLUMN published_at;
CREATE TABLE obligations_anew (
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES cases (id),
    procedure TEXT NOT NULL,
    rule TEXT NOT NULL,
    -- The edition whose wording of the rule is owed.
    edition TEXT NOT NULL,
    bearer_role TEXT NOT NULL,
    bearer_organisation TEXT NOT NULL,
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
    CHECK (met_at IS NULL OR voided_at IS NULL),
    CHECK (due_at IS NOT NULL OR met_at IS NOT NULL OR voided_at IS NOT NULL)
) STRICT;
INSERT INTO obligations_anew SELECT id, case_id, procedure, rule, edition, bearer_role, bearer, owed_to, opened_at, event_at, counted_from, due_on, due_at, raw_on, practical_on, sort_at, met_at, voided_at, trace FROM obligations;
DROP TABLE obligations;
ALTER TABLE obligations_anew RENAME TO obligations;
CREATE INDEX obligations_by_case ON obligations (case_id);
CREATE INDEX obligations_by_bearer ON obligations (bearer_organisation, sort_at, id);
CREATE INDEX obligations_in_order ON obligations (sort_at, id);
