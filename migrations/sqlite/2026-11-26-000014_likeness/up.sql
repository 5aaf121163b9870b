-- More letters look alike: what search looks in is folded anew, as the program does when it starts.
UPDATE register_revisions SET plain = NULL;
UPDATE open_meetings SET plain = NULL;
