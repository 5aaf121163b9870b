-- The register of the mass media that the grid is sent to (№ 444-НҚ ¶6), and what was sent to each.
CREATE TABLE outlets (
    id TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    name_kk TEXT NOT NULL,
    name_ru TEXT NOT NULL,
    form TEXT NOT NULL,
    accepts_embargo INTEGER NOT NULL,
    -- Digest of the code that confirms the address, while that is not confirmed.
    code TEXT,
    confirmed_at TEXT,
    left_at TEXT,
    version INTEGER NOT NULL,
    entered_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;
CREATE INDEX outlets_by_owner ON outlets (owner, id);

CREATE TABLE outlet_deliveries (
    id TEXT PRIMARY KEY,
    outlet_id TEXT NOT NULL REFERENCES outlets (id),
    kind TEXT NOT NULL,
    case_id TEXT REFERENCES cases (id),
    revision INTEGER,
    -- How many of its events the outlet is told of.
    events INTEGER NOT NULL,
    code TEXT,
    created_at TEXT NOT NULL,
    delivered_at TEXT,
    carrier TEXT
) STRICT;
CREATE INDEX outlet_deliveries_by_outlet ON outlet_deliveries (outlet_id, id);
CREATE INDEX outlet_deliveries_by_grid ON outlet_deliveries (case_id, id);
