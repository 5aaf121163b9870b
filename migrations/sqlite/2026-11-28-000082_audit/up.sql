-- Every event of a case has a digest of what it says and of the event before it. The digests are the leaves of one Merkle tree.
ALTER TABLE case_events ADD COLUMN salt TEXT NOT NULL DEFAULT '';
ALTER TABLE case_events ADD COLUMN hash TEXT NOT NULL DEFAULT '';
-- Its place among the leaves; none until it has one.
ALTER TABLE case_events ADD COLUMN leaf INTEGER;
CREATE INDEX case_events_without_leaf ON case_events (case_id, sequence) WHERE leaf IS NULL;
CREATE INDEX case_events_without_hash ON case_events (case_id, sequence) WHERE hash = '';
-- What was put into the tree, whatever became of the events.
CREATE TABLE audit_leaves (
    position INTEGER PRIMARY KEY,
    case_id TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    UNIQUE (case_id, sequence)
) STRICT;
-- The nodes above perfect subtrees, numbered in order from left to right; the leaves are those with even numbers.
CREATE TABLE audit_nodes (
    place INTEGER PRIMARY KEY,
    hash TEXT NOT NULL
) STRICT;
-- How many leaves there are; one row, which whoever adds some holds.
CREATE TABLE audit_tree (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    size INTEGER NOT NULL
) STRICT;
INSERT INTO audit_tree (id, size) VALUES (1, 0);
-- The signed heads: of each minute the last one.
CREATE TABLE audit_heads (
    size INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    root TEXT NOT NULL,
    public_key TEXT NOT NULL,
    signature TEXT NOT NULL
) STRICT;
