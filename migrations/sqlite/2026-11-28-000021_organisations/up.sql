-- The register of organisations: bodies that procedures know by their BIN.
CREATE TABLE organisations (
    id TEXT PRIMARY KEY,
    bin TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    name_kk TEXT NOT NULL,
    name_ru TEXT NOT NULL,
    region TEXT,
    from_on TEXT NOT NULL,
    until_on TEXT,
    -- Its place in the order of the Kazakh alphabet.
    place TEXT NOT NULL,
    search TEXT NOT NULL,
    plain TEXT NOT NULL,
    version INTEGER NOT NULL,
    entered_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    CHECK (until_on IS NULL OR until_on > from_on)
) STRICT;
CREATE INDEX organisations_by_place ON organisations (place, id);
CREATE INDEX organisations_by_kind ON organisations (kind, place, id);
CREATE INDEX organisations_by_region ON organisations (region, place, id);
CREATE INDEX organisations_by_entry ON organisations (entered_at);

-- What is owed time and again: which bearers have a case for which period. Whoever writes the row may begin the case.
CREATE TABLE recurrences (
    procedure TEXT NOT NULL,
    bearer TEXT NOT NULL,
    period TEXT NOT NULL,
    PRIMARY KEY (procedure, bearer, period)
) STRICT, WITHOUT ROWID;
