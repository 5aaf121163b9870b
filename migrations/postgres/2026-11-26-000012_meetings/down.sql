DROP INDEX broadcast_comments_known;
ALTER TABLE broadcast_comments DROP COLUMN known;
ALTER TABLE open_meetings DROP COLUMN corrected_turn;
ALTER TABLE open_meetings DROP COLUMN corrections;
