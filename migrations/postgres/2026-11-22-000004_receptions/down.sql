DROP TABLE complaints;
DROP TABLE reception_rosters;
DROP TABLE reception_pieces;
DROP TABLE reception_bookings;
DROP TABLE reception_appeals;
DROP TABLE reception_slots;
DROP TABLE reception_schedules;
DROP TABLE reception_offices;
-- What the older schema has no room for: the cases of the four procedures, and whoever joined another case to consider a complaint.
DELETE FROM obligations WHERE case_id IN (SELECT id FROM cases WHERE procedure IN ('reception-schedule', 'reception-roster', 'video-reception', 'complaint'));
DELETE FROM notices WHERE case_id IN (SELECT id FROM cases WHERE procedure IN ('reception-schedule', 'reception-roster', 'video-reception', 'complaint'));
DELETE FROM attachments WHERE case_id IN (SELECT id FROM cases WHERE procedure IN ('reception-schedule', 'reception-roster', 'video-reception', 'complaint'));
DELETE FROM case_events WHERE case_id IN (SELECT id FROM cases WHERE procedure IN ('reception-schedule', 'reception-roster', 'video-reception', 'complaint'));
DELETE FROM case_parties WHERE case_id IN (SELECT id FROM cases WHERE procedure IN ('reception-schedule', 'reception-roster', 'video-reception', 'complaint'));
DELETE FROM case_parties WHERE role = 'complaintBody';
DELETE FROM cases WHERE procedure IN ('reception-schedule', 'reception-roster', 'video-reception', 'complaint');
