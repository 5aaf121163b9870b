ALTER TABLE conference_questions DROP COLUMN shown_at;
ALTER TABLE surveys DROP COLUMN pool;
