-- What an announcement says is corrected without another time: why, the first one first, and the turn at which it last was.
ALTER TABLE open_meetings ADD COLUMN corrections JSONB NOT NULL DEFAULT '[]';
ALTER TABLE open_meetings ADD COLUMN corrected_turn BIGINT NOT NULL DEFAULT 0;

-- Whether whoever has commented is still known by a key: as long as those who asked to attend.
ALTER TABLE broadcast_comments ADD COLUMN known BOOLEAN NOT NULL DEFAULT TRUE;
CREATE INDEX broadcast_comments_known ON broadcast_comments (meeting_id) WHERE known;
