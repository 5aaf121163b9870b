DROP INDEX media_grids_by_end_of_embargo;
ALTER TABLE media_grids DROP COLUMN embargo_ends_at;
