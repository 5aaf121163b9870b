-- Whether the decision on a complaint binds the body to decide a case in favour of whoever complained (art. 91(4), 100(4) of the Code).
ALTER TABLE cases ADD COLUMN bound INTEGER NOT NULL DEFAULT 0;
-- The decisions on an application that a complaint has taken back, the first one first.
ALTER TABLE accreditation_applications ADD COLUMN earlier_decisions TEXT NOT NULL DEFAULT '[]';
