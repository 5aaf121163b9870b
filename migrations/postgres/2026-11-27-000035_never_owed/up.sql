-- Whether what fell away was never owed, so that it is no breach that its term had run out.
ALTER TABLE obligations ADD COLUMN never_owed BOOLEAN NOT NULL DEFAULT FALSE;
