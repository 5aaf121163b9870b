-- By which complaint a body is bound to decide a case in favour of whoever complained (art. 91(4), 100(4) of the Code): of older cases
-- the latest that was satisfied.
ALTER TABLE cases ADD COLUMN bound_by UUID REFERENCES cases (id);
UPDATE cases SET bound_by = (
    SELECT complaints.case_id FROM complaints INNER JOIN cases AS decided ON decided.id = complaints.case_id
    WHERE complaints.contested_id = cases.id AND decided.outcome IN ('satisfied', 'partlySatisfied')
    ORDER BY complaints.case_id DESC LIMIT 1
) WHERE bound;
ALTER TABLE cases DROP COLUMN bound;
