DROP INDEX attendance_requests_by_identity;
ALTER TABLE attendance_requests ADD COLUMN counted BOOLEAN NOT NULL DEFAULT TRUE;
CREATE UNIQUE INDEX attendance_requests_by_identity ON attendance_requests (meeting_id, identity) WHERE counted;
