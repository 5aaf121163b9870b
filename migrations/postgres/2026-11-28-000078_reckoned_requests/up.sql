-- How each request counts in the figures of its holder: as what, when its term ends, in which month that is, how many days it took, and
-- whether it came after the term. What was stored before is reckoned when the program starts.
DROP INDEX information_requests_figures;
ALTER TABLE information_requests DROP COLUMN answered_month;
ALTER TABLE information_requests DROP COLUMN answered_days;
ALTER TABLE information_requests DROP COLUMN answered_late;
ALTER TABLE information_requests ADD COLUMN reckoned TEXT NOT NULL DEFAULT '';
ALTER TABLE information_requests ADD COLUMN due_at TIMESTAMPTZ;
ALTER TABLE information_requests ADD COLUMN due_month TEXT;
ALTER TABLE information_requests ADD COLUMN days_taken BIGINT;
ALTER TABLE information_requests ADD COLUMN was_late BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX information_requests_figures ON information_requests (holder, due_month);
CREATE INDEX information_requests_compared ON information_requests (due_month, holder, reckoned, was_late);
CREATE INDEX information_requests_waiting ON information_requests (reckoned, holder, due_at);
-- The language of a request and its answer, by which published ones are found.
ALTER TABLE information_requests ADD COLUMN language TEXT NOT NULL DEFAULT '';
UPDATE information_requests SET language = form ->> 'language';
