UPDATE obligations SET edition = '2015-11-16' WHERE rule = 'L1';
DROP INDEX attendance_requests_by_identity;
DROP INDEX attendance_requests_by_person;
ALTER TABLE attendance_requests DROP COLUMN counted;
ALTER TABLE attendance_requests DROP COLUMN identity;
ALTER TABLE attendance_requests DROP COLUMN person;
ALTER TABLE open_meetings DROP COLUMN agenda_hidden;
ALTER TABLE open_meetings DROP COLUMN moved_turn;
ALTER TABLE open_meetings DROP COLUMN lifted;
