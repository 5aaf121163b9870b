-- What is sealed stays sealed, and nobody can read it then.
DROP INDEX information_requests_by_iin;
DROP INDEX reception_appeals_by_iin;
ALTER TABLE information_requests DROP COLUMN iin_index;
ALTER TABLE reception_appeals DROP COLUMN iin_index;
ALTER TABLE attendance_requests DROP COLUMN birth_year;
ALTER TABLE attendance_requests ADD COLUMN birth_year INTEGER;
DROP TABLE vault_keys;
