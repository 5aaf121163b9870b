-- What an announcement says is corrected without another time: why, the first one first, and the turn at which it last was.
ALTER TABLE open_meetings ADD COLUMN corrections JSONB NOT NULL DEFAULT '[]';
ALTER TABLE open_meetings ADD COLUMN corrected_turn BIGINT NOT NULL DEFAULT 0;
