DROP TABLE weekly_revisions;
DROP TABLE weekly_submissions;
