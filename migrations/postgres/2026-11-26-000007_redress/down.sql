DELETE FROM case_parties
WHERE role = 'headOfBody' AND case_id IN (SELECT id FROM cases WHERE procedure = 'video-reception');
DROP INDEX attendance_requests_known;
ALTER TABLE attendance_requests DROP COLUMN known;
ALTER TABLE cases DROP COLUMN redress;
