-- Whether everybody sees the grids that are sent is a setting, and no moment of a grid.
ALTER TABLE media_grids DROP COLUMN public_at;
