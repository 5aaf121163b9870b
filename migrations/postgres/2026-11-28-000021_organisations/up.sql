-- The register of organisations: bodies that procedures know by their BIN.
CREATE TABLE organisations (
    id UUID PRIMARY KEY,
    bin TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    name_kk TEXT NOT NULL,
    name_ru TEXT NOT NULL,
    region TEXT,
    from_on DATE NOT NULL,
    until_on DATE,
    -- Its place in the order of the Kazakh alphabet.
    place TEXT COLLATE "C" NOT NULL,
    search TEXT NOT NULL,
    plain TEXT NOT NULL,
    version BIGINT NOT NULL,
    entered_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    CHECK (until_on IS NULL OR until_on > from_on)
);
CREATE INDEX organisations_by_place ON organisations (place, id);
CREATE INDEX organisations_by_kind ON organisations (kind, place, id);
CREATE INDEX organisations_by_region ON organisations (region, place, id);
CREATE INDEX organisations_by_entry ON organisations (entered_at);

-- What is owed time and again: which bearers have a case for which period. Whoever writes the row may begin the case.
CREATE TABLE recurrences (
    procedure TEXT NOT NULL,
    bearer TEXT NOT NULL,
    period TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (procedure, bearer, period)
);
