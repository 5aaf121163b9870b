-- A request is not changed into that of a person who has another one. What was so before is not compared.
UPDATE attendance_requests SET identity = NULL WHERE NOT counted;
DROP INDEX attendance_requests_by_identity;
ALTER TABLE attendance_requests DROP COLUMN counted;
CREATE UNIQUE INDEX attendance_requests_by_identity ON attendance_requests (meeting_id, identity);
