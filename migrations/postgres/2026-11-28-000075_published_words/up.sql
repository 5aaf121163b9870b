-- The beginnings of the words of published questions, by which answers to similar ones are found.
CREATE TABLE published_words (
    word TEXT NOT NULL,
    -- BIN of whoever has answered.
    holder TEXT NOT NULL,
    case_id UUID NOT NULL REFERENCES information_requests (case_id),
    PRIMARY KEY (word, case_id)
);
CREATE INDEX published_words_by_holder ON published_words (holder, word, case_id);
CREATE INDEX published_words_by_case ON published_words (case_id);
