-- By what channels are compared: each telling word of a current wording, and each of its names without blanks, after a sign that no word
-- has. So what is alike is looked up, whatever the length of the Register.
CREATE TABLE register_keys (
    key TEXT NOT NULL,
    entry_id TEXT NOT NULL REFERENCES register_entries (id),
    PRIMARY KEY (key, entry_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX register_keys_by_entry ON register_keys (entry_id);
-- They are written as words are folded anew: when the program starts.
UPDATE register_revisions SET plain = NULL;
ALTER TABLE register_revisions DROP COLUMN subject;
