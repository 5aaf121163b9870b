-- When it was asked again stands in its story.
ALTER TABLE information_requests DROP COLUMN asked_again;
