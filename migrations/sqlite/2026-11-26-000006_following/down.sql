DROP TABLE case_departures;
ALTER TABLE case_events DROP COLUMN request;
