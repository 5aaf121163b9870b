ALTER TABLE accreditation_applications DROP COLUMN earlier_decisions;
ALTER TABLE cases DROP COLUMN bound;
