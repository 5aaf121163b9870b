-- When the next embargo in the latest version of a grid ends; none once that was told, or if there is none.
ALTER TABLE media_grids ADD COLUMN embargo_ends_at TIMESTAMPTZ;
CREATE INDEX media_grids_by_end_of_embargo ON media_grids (embargo_ends_at) WHERE embargo_ends_at IS NOT NULL;
