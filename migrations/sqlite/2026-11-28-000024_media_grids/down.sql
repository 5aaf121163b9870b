DROP TABLE media_grid_revisions;
DROP TABLE media_grids;
