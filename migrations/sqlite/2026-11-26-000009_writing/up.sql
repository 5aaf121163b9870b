-- The words that search looks in, with the letters of Kazakh as those of Russian. None: they are to be folded anew, as the program
-- does when it starts.
ALTER TABLE register_revisions ADD COLUMN plain TEXT;
CREATE INDEX register_revisions_to_fold ON register_revisions (entry_id, revision) WHERE plain IS NULL;
ALTER TABLE open_meetings ADD COLUMN plain TEXT;
CREATE INDEX open_meetings_to_fold ON open_meetings (case_id) WHERE plain IS NULL;

-- A person may have one name only: that somebody is erased shows in what everybody gives.
DROP INDEX attendance_requests_not_erased;
CREATE INDEX attendance_requests_not_erased ON attendance_requests (meeting_id) WHERE contact IS NOT NULL;
