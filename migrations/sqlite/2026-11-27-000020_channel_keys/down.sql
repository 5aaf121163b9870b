DROP TABLE register_keys;
-- Words that an older program folds when it starts.
ALTER TABLE register_revisions ADD COLUMN subject TEXT NOT NULL DEFAULT '';
UPDATE register_revisions SET plain = NULL;
