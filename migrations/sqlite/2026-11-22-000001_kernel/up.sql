-- The kernel's tables: what every procedure shares.

CREATE TABLE cases (
    id TEXT PRIMARY KEY,
    procedure TEXT NOT NULL,
    number TEXT UNIQUE,
    state TEXT NOT NULL,
    outcome TEXT,
    version INTEGER NOT NULL,
    act TEXT NOT NULL,
    edition TEXT NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    received_at TEXT,
    registered_on TEXT,
    closed_at TEXT
) STRICT;

-- Who takes part in a case, in which role: the ground of all visibility.
CREATE TABLE case_parties (
    case_id TEXT NOT NULL REFERENCES cases (id),
    role TEXT NOT NULL,
    organisation TEXT NOT NULL,
    name_kk TEXT NOT NULL,
    name_ru TEXT NOT NULL,
    PRIMARY KEY (case_id, role)
) STRICT;
CREATE INDEX case_parties_by_organisation ON case_parties (organisation, role, case_id);

CREATE TABLE obligations (
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES cases (id),
    procedure TEXT NOT NULL,
    rule TEXT NOT NULL,
    -- The edition whose wording of the rule is owed.
    edition TEXT NOT NULL,
    bearer_role TEXT NOT NULL,
    bearer_organisation TEXT NOT NULL,
    owed_to TEXT,
    opened_at TEXT NOT NULL,
    event_at TEXT NOT NULL,
    counted_from TEXT NOT NULL,
    due_on TEXT,
    due_at TEXT,
    raw_on TEXT,
    practical_on TEXT,
    -- The due instant, or the opening where the act states no term: what lists are ordered by.
    sort_at TEXT NOT NULL,
    met_at TEXT,
    voided_at TEXT,
    trace TEXT NOT NULL,
    CHECK (met_at IS NULL OR voided_at IS NULL),
    CHECK (due_at IS NOT NULL OR met_at IS NOT NULL OR voided_at IS NOT NULL)
) STRICT;
CREATE INDEX obligations_by_case ON obligations (case_id);
CREATE INDEX obligations_by_bearer ON obligations (bearer_organisation, sort_at, id);
CREATE INDEX obligations_in_order ON obligations (sort_at, id);

-- Append-only: who did what when.
CREATE TABLE case_events (
    case_id TEXT NOT NULL REFERENCES cases (id),
    sequence INTEGER NOT NULL,
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    role TEXT NOT NULL,
    organisation TEXT,
    action TEXT NOT NULL,
    from_state TEXT,
    to_state TEXT NOT NULL,
    duties TEXT NOT NULL,
    PRIMARY KEY (case_id, sequence)
) STRICT;

-- The outbox: written with the change that caused it, delivered afterwards.
CREATE TABLE notices (
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES cases (id),
    kind TEXT NOT NULL,
    recipient_role TEXT NOT NULL,
    recipient_organisation TEXT NOT NULL,
    created_at TEXT NOT NULL,
    delivered_at TEXT,
    carrier TEXT,
    acknowledged_at TEXT,
    acknowledged_by TEXT
) STRICT;
CREATE INDEX notices_by_recipient ON notices (recipient_organisation, recipient_role, id);
CREATE INDEX notices_waiting ON notices (id) WHERE delivered_at IS NULL;

CREATE TABLE attachments (
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES cases (id),
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    uploaded_at TEXT NOT NULL,
    uploaded_by TEXT NOT NULL
) STRICT;
CREATE INDEX attachments_by_case ON attachments (case_id, id);

CREATE TABLE idempotency_keys (
    subject TEXT NOT NULL,
    key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    created_at TEXT NOT NULL,
    answer TEXT,
    PRIMARY KEY (subject, key)
) STRICT;
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);

-- Last number given out, by prefix and year. Written in the transaction that uses the number, so
-- that numbers have no gaps.
CREATE TABLE counters (
    prefix TEXT NOT NULL,
    year INTEGER NOT NULL,
    last INTEGER NOT NULL,
    PRIMARY KEY (prefix, year)
) STRICT;
