-- Internet conferences (№ 401-V art. 17(6)), from the application or the plan on.
CREATE TABLE internet_conferences (
    case_id TEXT PRIMARY KEY REFERENCES cases (id),
    holder TEXT NOT NULL,
    -- When it begins and ends; of an application, when that came.
    starts_at TEXT NOT NULL,
    ends_at TEXT NOT NULL,
    region TEXT,
    -- What is announced; none of an application.
    form TEXT,
    -- What is applied for; none where nobody has.
    application TEXT,
    -- Who has applied and how to reach them, until it is erased.
    applicant TEXT,
    contact TEXT,
    -- Folded words, for search, as they are spelt and plain.
    search TEXT NOT NULL,
    plain TEXT NOT NULL,
    -- From when everybody sees it.
    public_at TEXT,
    -- When the clock opens or closes it; none where it does neither.
    turns_at TEXT,
    story TEXT NOT NULL,
    -- Whether personal data are to be erased, and keys to be forgotten.
    personal INTEGER NOT NULL,
    known INTEGER NOT NULL
) STRICT;
CREATE INDEX internet_conferences_in_order ON internet_conferences (starts_at, case_id);
CREATE INDEX internet_conferences_by_holder ON internet_conferences (holder, starts_at, case_id);
CREATE INDEX internet_conferences_turn ON internet_conferences (turns_at) WHERE turns_at IS NOT NULL;
CREATE INDEX internet_conferences_personal ON internet_conferences (case_id) WHERE personal;
CREATE INDEX internet_conferences_known ON internet_conferences (case_id) WHERE known;

CREATE TABLE conference_questions (
    id TEXT PRIMARY KEY,
    conference_id TEXT NOT NULL REFERENCES internet_conferences (case_id),
    -- The key of whoever asks, and the name shown, until they are erased.
    asker TEXT,
    author TEXT,
    language TEXT NOT NULL,
    text TEXT NOT NULL,
    state TEXT NOT NULL,
    supports INTEGER NOT NULL,
    answer TEXT,
    -- Append-only: what was hidden and shown again, when, why.
    moderation TEXT NOT NULL,
    version INTEGER NOT NULL,
    asked_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;
CREATE INDEX conference_questions_by_time ON conference_questions (conference_id, id);
CREATE INDEX conference_questions_by_support ON conference_questions (conference_id, supports DESC, id);
CREATE INDEX conference_questions_by_change ON conference_questions (conference_id, updated_at, id);

-- Who supports a question: each person once.
CREATE TABLE question_supports (
    question_id TEXT NOT NULL REFERENCES conference_questions (id),
    person TEXT NOT NULL,
    PRIMARY KEY (question_id, person)
) STRICT;
