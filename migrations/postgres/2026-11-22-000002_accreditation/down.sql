DROP TABLE register_amendments;
DROP TABLE register_revisions;
DROP TABLE register_entries;
DROP TABLE accreditation_applications;
