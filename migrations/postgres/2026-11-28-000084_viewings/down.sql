DROP TABLE case_viewings;
