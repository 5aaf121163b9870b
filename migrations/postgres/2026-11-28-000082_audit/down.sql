DROP TABLE audit_heads;
DROP TABLE audit_tree;
DROP TABLE audit_nodes;
DROP TABLE audit_leaves;
DROP INDEX case_events_without_hash;
DROP INDEX case_events_without_leaf;
ALTER TABLE case_events DROP COLUMN leaf;
ALTER TABLE case_events DROP COLUMN hash;
ALTER TABLE case_events DROP COLUMN salt;
