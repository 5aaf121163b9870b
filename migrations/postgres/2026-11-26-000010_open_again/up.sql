-- A meeting may become open again, and return to both formats (№ 605-НҚ ¶4, ¶6): what was taken back.
ALTER TABLE open_meetings ADD COLUMN lifted JSONB NOT NULL DEFAULT '[]';
-- The turn at which it was last moved to another time.
ALTER TABLE open_meetings ADD COLUMN moved_turn BIGINT NOT NULL DEFAULT 0;
UPDATE open_meetings SET moved_turn = turn;
-- What is considered behind closed doors is not shown before it is announced.
ALTER TABLE open_meetings ADD COLUMN agenda_hidden BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE open_meetings SET agenda_hidden = (closure IS NOT NULL);

-- The same person registers once for a meeting. By what they are known, and a digest of who they say they are; both are gone
-- after a withdrawal and after the erasure. Of requests filed before, neither is known.
ALTER TABLE attendance_requests ADD COLUMN person TEXT;
ALTER TABLE attendance_requests ADD COLUMN identity TEXT;
-- Whether it has a seat: of the requests with one identity, one has.
ALTER TABLE attendance_requests ADD COLUMN counted BOOLEAN NOT NULL DEFAULT TRUE;
CREATE UNIQUE INDEX attendance_requests_by_person ON attendance_requests (meeting_id, person);
CREATE UNIQUE INDEX attendance_requests_by_identity ON attendance_requests (meeting_id, identity) WHERE counted;

-- L1 stands since the Law № 31-VIII, and in the wording of № 157-VIII since 17 March 2025: no earlier edition states it.
UPDATE obligations SET edition = CASE WHEN opened_at < '2025-03-16T19:00:00Z' THEN '2024-04-04' ELSE '2025-03-17' END
    WHERE rule = 'L1' AND edition = '2015-11-16';
