-- Surveys (№ 401-V art. 17(6)).
CREATE TABLE surveys (
    case_id TEXT PRIMARY KEY REFERENCES cases (id),
    holder TEXT NOT NULL,
    opens_at TEXT NOT NULL,
    closes_at TEXT NOT NULL,
    form TEXT NOT NULL,
    -- From when everybody sees it.
    public_at TEXT,
    -- How often each answer was given.
    counts TEXT NOT NULL,
    -- The same as it is shown while one may respond: it goes on by several responses at a time.
    shown_counts TEXT NOT NULL,
    -- What goes into the keyed hashes of those who responded; none once they are forgotten.
    secret TEXT,
    -- The other ends that were set, and why.
    ends TEXT NOT NULL,
    publications TEXT NOT NULL,
    cancellation TEXT
) STRICT;
CREATE INDEX surveys_by_holder ON surveys (holder, case_id);
CREATE INDEX surveys_to_forget ON surveys (closes_at) WHERE secret IS NOT NULL;

-- That somebody has responded: once. Of an anonymous survey it is known by a keyed hash, and there are no answers.
CREATE TABLE survey_respondents (
    survey_id TEXT NOT NULL REFERENCES surveys (case_id),
    respondent TEXT NOT NULL,
    responded_on TEXT NOT NULL,
    answers TEXT,
    PRIMARY KEY (survey_id, respondent)
) STRICT, WITHOUT ROWID;

-- What was said in free text, by nobody and at no time. The ids are random, so that they have no order.
CREATE TABLE survey_texts (
    id TEXT PRIMARY KEY,
    survey_id TEXT NOT NULL REFERENCES surveys (case_id),
    question INTEGER NOT NULL,
    text TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX survey_texts_by_survey ON survey_texts (survey_id, id);
