-- Reception by videoconference (№ 213/НҚ) and complaints (the Administrative Procedural and Process-Related Code).

-- Offices of the State Corporation with equipment for video links.
CREATE TABLE reception_offices (
    id TEXT PRIMARY KEY,
    name_kk TEXT NOT NULL,
    name_ru TEXT NOT NULL,
    address_kk TEXT NOT NULL,
    address_ru TEXT NOT NULL,
    region TEXT NOT NULL,
    rooms INTEGER NOT NULL,
    active INTEGER NOT NULL,
    version INTEGER NOT NULL,
    updated_at TEXT NOT NULL,
    CHECK (rooms > 0)
) STRICT;

-- Quarterly schedules (¶4–5).
CREATE TABLE reception_schedules (
    case_id TEXT PRIMARY KEY REFERENCES cases (id),
    body TEXT NOT NULL,
    -- First day of the quarter.
    quarter TEXT NOT NULL,
    form TEXT NOT NULL,
    -- What was remarked, approved and moved.
    story TEXT NOT NULL,
    -- Whether it was withdrawn, so that the body may draw up another.
    withdrawn INTEGER NOT NULL,
    -- From when everybody sees it.
    public_at TEXT
) STRICT;
CREATE UNIQUE INDEX reception_schedules_one ON reception_schedules (body, quarter) WHERE NOT withdrawn;
CREATE INDEX reception_schedules_by_quarter ON reception_schedules (quarter, case_id);

-- The times that a posted schedule gives.
CREATE TABLE reception_slots (
    id TEXT PRIMARY KEY,
    schedule_id TEXT NOT NULL REFERENCES reception_schedules (case_id),
    body TEXT NOT NULL,
    -- Code of the receiver in the form of the schedule.
    receiver TEXT NOT NULL,
    starts_at TEXT NOT NULL,
    ends_at TEXT NOT NULL,
    -- The day of the start in Kazakhstan.
    day TEXT NOT NULL,
    UNIQUE (body, receiver, starts_at)
) STRICT;
CREATE INDEX reception_slots_in_order ON reception_slots (starts_at, id);
CREATE INDEX reception_slots_by_schedule ON reception_slots (schedule_id, starts_at);

-- Appeals (¶6–7, ¶10). What tells who somebody is stands here alone.
CREATE TABLE reception_appeals (
    case_id TEXT PRIMARY KEY REFERENCES cases (id),
    body TEXT NOT NULL,
    office_id TEXT NOT NULL REFERENCES reception_offices (id),
    channel TEXT NOT NULL,
    iin TEXT NOT NULL,
    form TEXT NOT NULL,
    -- When the term that runs began: the receipt, or the reopening.
    considered_from TEXT NOT NULL,
    starts_at TEXT,
    ends_at TEXT,
    receiver TEXT,
    -- Whether another time comes before everybody else's, after a technical failure.
    priority INTEGER NOT NULL,
    room_url TEXT,
    -- What was notified, said, decided and recorded.
    story TEXT NOT NULL
) STRICT;
CREATE INDEX reception_appeals_by_body ON reception_appeals (body, starts_at);
CREATE INDEX reception_appeals_by_office ON reception_appeals (office_id, starts_at);

-- Who has a slot: for an appeal, or held until then by somebody who fills in the form.
CREATE TABLE reception_bookings (
    id TEXT PRIMARY KEY,
    slot_id TEXT NOT NULL UNIQUE REFERENCES reception_slots (id),
    office_id TEXT NOT NULL REFERENCES reception_offices (id),
    room INTEGER NOT NULL,
    case_id TEXT UNIQUE REFERENCES cases (id),
    held_by TEXT,
    held_until TEXT,
    CHECK ((case_id IS NULL) = (held_until IS NOT NULL))
) STRICT;
CREATE INDEX reception_bookings_held ON reception_bookings (held_until) WHERE held_until IS NOT NULL;
CREATE INDEX reception_bookings_by_office ON reception_bookings (office_id);
-- One at a time.
CREATE UNIQUE INDEX reception_bookings_by_holder ON reception_bookings (held_by) WHERE held_by IS NOT NULL;

-- What a booking takes up: a room and a receiver, in pieces of five minutes. Nobody and nothing is booked twice.
CREATE TABLE reception_pieces (
    resource TEXT NOT NULL,
    at TEXT NOT NULL,
    booking_id TEXT NOT NULL REFERENCES reception_bookings (id),
    PRIMARY KEY (resource, at)
) STRICT;
CREATE INDEX reception_pieces_by_booking ON reception_pieces (booking_id);

-- Monthly rosters (¶8–9). No personal data.
CREATE TABLE reception_rosters (
    case_id TEXT PRIMARY KEY REFERENCES cases (id),
    schedule_id TEXT NOT NULL REFERENCES reception_schedules (case_id),
    body TEXT NOT NULL,
    -- First day of the month.
    month TEXT NOT NULL,
    entries TEXT NOT NULL,
    -- What is posted; compiled again, it stays so until the next posting.
    posted TEXT,
    compiled_at TEXT,
    public_at TEXT,
    UNIQUE (body, month)
) STRICT;
CREATE INDEX reception_rosters_by_month ON reception_rosters (month, case_id);

-- Complaints against a decision or silence in a case of whatever procedure.
CREATE TABLE complaints (
    case_id TEXT PRIMARY KEY REFERENCES cases (id),
    contested_id TEXT NOT NULL REFERENCES cases (id),
    ground TEXT NOT NULL,
    form TEXT NOT NULL,
    -- Whether it is being considered.
    pending INTEGER NOT NULL,
    story TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX complaints_one ON complaints (contested_id) WHERE pending;
CREATE INDEX complaints_by_contested ON complaints (contested_id, case_id);
