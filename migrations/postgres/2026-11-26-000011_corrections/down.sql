ALTER TABLE open_meetings DROP COLUMN corrected_turn;
ALTER TABLE open_meetings DROP COLUMN corrections;
