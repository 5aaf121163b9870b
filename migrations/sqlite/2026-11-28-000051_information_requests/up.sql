-- Requests for information (Law № 401-V art. 11, № 95).
CREATE TABLE information_requests (
    case_id TEXT PRIMARY KEY REFERENCES cases (id),
    -- BIN of the holder.
    holder TEXT NOT NULL,
    channel TEXT NOT NULL,
    -- The IIN of whoever asks, sealed; none where an organisation asks, where nobody is named, and once it is erased.
    iin TEXT,
    form TEXT NOT NULL,
    -- The first of the requests that were forwarded one after the other.
    root_id TEXT NOT NULL REFERENCES cases (id),
    sent_at TEXT NOT NULL,
    received_at TEXT,
    registered_at TEXT,
    asked_again INTEGER NOT NULL,
    costs_owed INTEGER NOT NULL,
    rating TEXT,
    rated_at TEXT,
    -- Of the answer: its month, how many days it took, whether it came after its term.
    answered_month TEXT,
    answered_days INTEGER,
    answered_late INTEGER,
    -- Whether the asker agrees that question and answer become public, since when they are, and how they read then.
    consent INTEGER NOT NULL,
    published_at TEXT,
    question TEXT,
    answer TEXT,
    -- The words of both, folded, and the same, plain.
    search TEXT NOT NULL DEFAULT '',
    plain TEXT NOT NULL DEFAULT '',
    reminded_at TEXT,
    story TEXT NOT NULL
) STRICT;
CREATE INDEX information_requests_by_holder ON information_requests (holder, case_id);
CREATE INDEX information_requests_by_root ON information_requests (root_id);
CREATE INDEX information_requests_published ON information_requests (published_at, case_id) WHERE published_at IS NOT NULL;
CREATE INDEX information_requests_figures ON information_requests (holder, answered_month) WHERE answered_month IS NOT NULL;
-- What share the state has in a quasi-state entity, in hundredths of a percent, and who its first head is.
ALTER TABLE organisations ADD COLUMN state_share INTEGER;
ALTER TABLE organisations ADD COLUMN head_name TEXT;
ALTER TABLE organisations ADD COLUMN head_position_kk TEXT;
ALTER TABLE organisations ADD COLUMN head_position_ru TEXT;
