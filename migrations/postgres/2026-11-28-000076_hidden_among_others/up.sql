-- Answers in free text wait among others, until one of them is stored by itself.
ALTER TABLE surveys ADD COLUMN pool JSONB NOT NULL DEFAULT '[]';

-- From when everybody saw a question, at first.
ALTER TABLE conference_questions ADD COLUMN shown_at TIMESTAMPTZ;
UPDATE conference_questions SET shown_at = updated_at WHERE state <> 'asked';
