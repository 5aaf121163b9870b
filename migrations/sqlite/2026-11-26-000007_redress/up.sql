-- What a decision says of how one may complain of it: who considers complaints, or the court; nothing, if it does not say.
ALTER TABLE cases ADD COLUMN redress TEXT;

-- Whether whoever asked to attend is still known by a key: longer than by name, for as long as one may complain.
ALTER TABLE attendance_requests ADD COLUMN known INTEGER NOT NULL DEFAULT 1;
UPDATE attendance_requests SET known = 0 WHERE surname IS NULL;
CREATE INDEX attendance_requests_known ON attendance_requests (meeting_id) WHERE known;

-- The head of the body takes part in its appeals, and may extend the term (article 76(3) of the Code).
INSERT INTO case_parties (case_id, role, party, name_kk, name_ru)
SELECT of.case_id, 'headOfBody', of.party, of.name_kk, of.name_ru
FROM case_parties AS of JOIN cases ON cases.id = of.case_id
WHERE cases.procedure = 'video-reception' AND of.role = 'stateBody';
