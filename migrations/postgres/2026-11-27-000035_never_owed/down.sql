ALTER TABLE obligations DROP COLUMN never_owed;
