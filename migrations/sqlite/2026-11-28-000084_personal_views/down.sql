DROP TABLE personal_views;
