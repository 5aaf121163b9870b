DROP TABLE case_moves;
ALTER TABLE case_events DROP COLUMN request;
