DROP INDEX information_requests_kept;
ALTER TABLE information_requests DROP COLUMN erased_at;
