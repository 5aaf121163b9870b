-- When what was asked and answered was erased.
ALTER TABLE information_requests ADD COLUMN erased_at TEXT;
CREATE INDEX information_requests_kept ON information_requests (sent_at, case_id) WHERE erased_at IS NULL;
