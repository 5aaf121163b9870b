-- Before each word that search looks in is a space, so that its beginning can be looked for. What holds a word is found in an index: on
-- PostgreSQL in one of trigrams.
CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- The words as the index has them. Trigrams know letters by the locale of the database; those of ASCII they know in every one. Some
-- letters become the same. That does no harm: what is found is looked at again.
CREATE FUNCTION in_ascii(words TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT translate(words, 'абвгдежзийклмнопрстуфхцчшщъыьэюяёіәғқңөұүһ', 'abvgdewziiklmnoprstufhc4670y0329e1xjq58647')
$$;

UPDATE register_revisions SET search = ' ' || search, plain = ' ' || plain WHERE search <> '';
UPDATE open_meetings SET search = ' ' || search, plain = ' ' || plain WHERE search <> '';
UPDATE internet_conferences SET search = ' ' || search, plain = ' ' || plain WHERE search <> '';
UPDATE information_requests SET search = ' ' || search, plain = ' ' || plain WHERE search <> '';
UPDATE organisations SET search = ' ' || search, plain = ' ' || plain WHERE search <> '';
UPDATE press_officers SET words = ' ' || words WHERE words <> '';
CREATE INDEX register_words_spelt ON register_revisions USING gin (in_ascii(search) gin_trgm_ops);
CREATE INDEX register_words_plain ON register_revisions USING gin (in_ascii(plain) gin_trgm_ops);
CREATE INDEX meeting_words_spelt ON open_meetings USING gin (in_ascii(search) gin_trgm_ops);
CREATE INDEX meeting_words_plain ON open_meetings USING gin (in_ascii(plain) gin_trgm_ops);
CREATE INDEX conference_words_spelt ON internet_conferences USING gin (in_ascii(search) gin_trgm_ops);
CREATE INDEX conference_words_plain ON internet_conferences USING gin (in_ascii(plain) gin_trgm_ops);
CREATE INDEX answer_words_spelt ON information_requests USING gin (in_ascii(search) gin_trgm_ops);
CREATE INDEX answer_words_plain ON information_requests USING gin (in_ascii(plain) gin_trgm_ops);
CREATE INDEX organisation_words_spelt ON organisations USING gin (in_ascii(search) gin_trgm_ops);
CREATE INDEX organisation_words_plain ON organisations USING gin (in_ascii(plain) gin_trgm_ops);
