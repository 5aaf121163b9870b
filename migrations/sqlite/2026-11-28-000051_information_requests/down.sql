ALTER TABLE organisations DROP COLUMN head_position_ru;
ALTER TABLE organisations DROP COLUMN head_position_kk;
ALTER TABLE organisations DROP COLUMN head_name;
ALTER TABLE organisations DROP COLUMN state_share;
DROP TABLE information_requests;
