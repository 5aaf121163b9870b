DROP TABLE counters;
DROP TABLE idempotency_keys;
DROP TABLE attachments;
DROP TABLE notices;
DROP TABLE case_events;
DROP TABLE obligations;
DROP TABLE case_parties;
DROP TABLE cases;
