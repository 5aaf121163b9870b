-- The kernel's tables: what every procedure shares.

CREATE TABLE cases (
    id UUID PRIMARY KEY,
    procedure TEXT NOT NULL,
    number TEXT UNIQUE,
    state TEXT NOT NULL,
    outcome TEXT,
    version BIGINT NOT NULL,
    act TEXT NOT NULL,
    edition TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    received_at TIMESTAMPTZ,
    registered_on DATE,
    closed_at TIMESTAMPTZ
);

-- Who takes part in a case, in which role: the ground of all visibility.
CREATE TABLE case_parties (
    case_id UUID NOT NULL REFERENCES cases (id),
    role TEXT NOT NULL,
    organisation TEXT NOT NULL,
    name_kk TEXT NOT NULL,
    name_ru TEXT NOT NULL,
    PRIMARY KEY (case_id, role)
);
CREATE INDEX case_parties_by_organisation ON case_parties (organisation, role, case_id);

CREATE TABLE obligations (
    id UUID PRIMARY KEY,
    case_id UUID NOT NULL REFERENCES cases (id),
    procedure TEXT NOT NULL,
    rule TEXT NOT NULL,
    -- The edition whose wording of the rule is owed.
    edition TEXT NOT NULL,
    bearer_role TEXT NOT NULL,
    bearer_organisation TEXT NOT NULL,
    owed_to TEXT,
    opened_at TIMESTAMPTZ NOT NULL,
    event_at TIMESTAMPTZ NOT NULL,
    counted_from DATE NOT NULL,
    due_on DATE,
    due_at TIMESTAMPTZ,
    raw_on DATE,
    practical_on DATE,
    -- The due instant, or the opening where the act states no term: what lists are ordered by.
    sort_at TIMESTAMPTZ NOT NULL,
    met_at TIMESTAMPTZ,
    voided_at TIMESTAMPTZ,
    trace JSONB NOT NULL,
    CHECK (met_at IS NULL OR voided_at IS NULL),
    CHECK (due_at IS NOT NULL OR met_at IS NOT NULL OR voided_at IS NOT NULL)
);
CREATE INDEX obligations_by_case ON obligations (case_id);
CREATE INDEX obligations_by_bearer ON obligations (bearer_organisation, sort_at, id);
CREATE INDEX obligations_in_order ON obligations (sort_at, id);

-- Append-only: who did what when.
CREATE TABLE case_events (
    case_id UUID NOT NULL REFERENCES cases (id),
    sequence BIGINT NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    actor TEXT NOT NULL,
    role TEXT NOT NULL,
    organisation TEXT,
    action TEXT NOT NULL,
    from_state TEXT,
    to_state TEXT NOT NULL,
    duties JSONB NOT NULL,
    PRIMARY KEY (case_id, sequence)
);

-- The outbox: written with the change that caused it, delivered afterwards.
CREATE TABLE notices (
    id UUID PRIMARY KEY,
    case_id UUID NOT NULL REFERENCES cases (id),
    kind TEXT NOT NULL,
    recipient_role TEXT NOT NULL,
    recipient_organisation TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    delivered_at TIMESTAMPTZ,
    carrier TEXT,
    acknowledged_at TIMESTAMPTZ,
    acknowledged_by TEXT
);
CREATE INDEX notices_by_recipient ON notices (recipient_organisation, recipient_role, id);
CREATE INDEX notices_waiting ON notices (id) WHERE delivered_at IS NULL;

CREATE TABLE attachments (
    id UUID PRIMARY KEY,
    case_id UUID NOT NULL REFERENCES cases (id),
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    uploaded_at TIMESTAMPTZ NOT NULL,
    uploaded_by TEXT NOT NULL
);
CREATE INDEX attachments_by_case ON attachments (case_id, id);

CREATE TABLE idempotency_keys (
    subject TEXT NOT NULL,
    key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    answer JSONB,
    PRIMARY KEY (subject, key)
);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);

-- Last number given out, by prefix and year. Written in the transaction that uses the number, so
-- that numbers have no gaps.
CREATE TABLE counters (
    prefix TEXT NOT NULL,
    year INTEGER NOT NULL,
    last BIGINT NOT NULL,
    PRIMARY KEY (prefix, year)
);
