-- Surveys (№ 401-V art. 17(6)).
CREATE TABLE surveys (
    case_id UUID PRIMARY KEY REFERENCES cases (id),
    holder TEXT NOT NULL,
    opens_at TIMESTAMPTZ NOT NULL,
    closes_at TIMESTAMPTZ NOT NULL,
    form JSONB NOT NULL,
    -- From when everybody sees it.
    public_at TIMESTAMPTZ,
    -- How often each answer was given.
    counts JSONB NOT NULL,
    -- The same as it is shown while one may respond: it goes on by several responses at a time.
    shown_counts JSONB NOT NULL,
    -- What goes into the keyed hashes of those who responded; none once they are forgotten.
    secret TEXT,
    -- The other ends that were set, and why.
    ends JSONB NOT NULL,
    publications JSONB NOT NULL,
    cancellation JSONB
);
CREATE INDEX surveys_by_holder ON surveys (holder, case_id);
CREATE INDEX surveys_to_forget ON surveys (closes_at) WHERE secret IS NOT NULL;

-- That somebody has responded: once. Of an anonymous survey it is known by a keyed hash, and there are no answers.
CREATE TABLE survey_respondents (
    survey_id UUID NOT NULL REFERENCES surveys (case_id),
    respondent TEXT NOT NULL,
    responded_on DATE NOT NULL,
    answers JSONB,
    PRIMARY KEY (survey_id, respondent)
);

-- What was said in free text, by nobody and at no time. The ids are random, so that they have no order.
CREATE TABLE survey_texts (
    id UUID PRIMARY KEY,
    survey_id UUID NOT NULL REFERENCES surveys (case_id),
    question BIGINT NOT NULL,
    text TEXT NOT NULL
);
CREATE INDEX survey_texts_by_survey ON survey_texts (survey_id, id);
