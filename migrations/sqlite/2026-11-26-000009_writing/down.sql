DROP INDEX attendance_requests_not_erased;
CREATE INDEX attendance_requests_not_erased ON attendance_requests (meeting_id) WHERE surname IS NOT NULL;
DROP INDEX open_meetings_to_fold;
ALTER TABLE open_meetings DROP COLUMN plain;
DROP INDEX register_revisions_to_fold;
ALTER TABLE register_revisions DROP COLUMN plain;
