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
ALTER TABLE obligations RENAME COLUMN bearer TO bearer_organisation;
ALTER TABLE obligations ADD CONSTRAINT obligations_check1
    CHECK (due_at IS NOT NULL OR met_at IS NOT NULL OR voided_at IS NOT NULL);
