-- The register of the mass media that the grid is sent to (№ 444-НҚ ¶6), and what was sent to each.
CREATE TABLE outlets (
    id UUID PRIMARY KEY,
    owner TEXT NOT NULL,
    name_kk TEXT NOT NULL,
    name_ru TEXT NOT NULL,
    form JSONB NOT NULL,
    accepts_embargo BOOLEAN NOT NULL,
    -- Digest of the code that confirms the address, while that is not confirmed.
    code TEXT,
    confirmed_at TIMESTAMPTZ,
    left_at TIMESTAMPTZ,
    version BIGINT NOT NULL,
    entered_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX outlets_by_owner ON outlets (owner, id);

CREATE TABLE outlet_deliveries (
    id UUID PRIMARY KEY,
    outlet_id UUID NOT NULL REFERENCES outlets (id),
    kind TEXT NOT NULL,
    case_id UUID REFERENCES cases (id),
    revision BIGINT,
    -- How many of its events the outlet is told of.
    events BIGINT NOT NULL,
    code TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    delivered_at TIMESTAMPTZ,
    carrier TEXT
);
CREATE INDEX outlet_deliveries_by_outlet ON outlet_deliveries (outlet_id, id);
CREATE INDEX outlet_deliveries_by_grid ON outlet_deliveries (case_id, id);
