ALTER TABLE information_requests ADD COLUMN asked_again INTEGER NOT NULL DEFAULT 0;
