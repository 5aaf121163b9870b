-- Words that an older program folds otherwise: it does so when it starts.
UPDATE register_revisions SET plain = NULL;
UPDATE open_meetings SET plain = NULL;
