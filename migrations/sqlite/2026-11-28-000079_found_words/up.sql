-- Before each word that search looks in is a space, so that its beginning can be looked for. What holds a word is found in an index: on
-- SQLite in one of FTS5, of trigrams. There two spaces are before each word, for beginnings of one letter. Words that are taken out
-- leave the file too. Whoever makes one of these tables anew makes its triggers anew.
UPDATE register_revisions SET search = ' ' || search, plain = ' ' || plain WHERE search <> '';
UPDATE open_meetings SET search = ' ' || search, plain = ' ' || plain WHERE search <> '';
UPDATE internet_conferences SET search = ' ' || search, plain = ' ' || plain WHERE search <> '';
UPDATE information_requests SET search = ' ' || search, plain = ' ' || plain WHERE search <> '';
UPDATE organisations SET search = ' ' || search, plain = ' ' || plain WHERE search <> '';
UPDATE press_officers SET words = ' ' || words WHERE words <> '';

-- What is searched: which row of an index is about which thing, in which revision.
CREATE TABLE searched (
    id INTEGER PRIMARY KEY,
    thing TEXT NOT NULL,
    revision INTEGER NOT NULL DEFAULT 0,
    UNIQUE (thing, revision)
) STRICT;

CREATE VIRTUAL TABLE register_words USING fts5 (search, plain, content='', tokenize="trigram case_sensitive 1");
INSERT INTO register_words (register_words, rank) VALUES ('secure-delete', 1);
CREATE TRIGGER register_words_added AFTER INSERT ON register_revisions BEGIN
    INSERT INTO searched (thing, revision) VALUES (new.entry_id, new.revision);
    INSERT INTO register_words (rowid, search, plain)
        SELECT id, replace(new.search, ' ', '  '), replace(coalesce(new.plain, ''), ' ', '  ')
        FROM searched WHERE thing = new.entry_id AND revision = new.revision;
END;
CREATE TRIGGER register_words_changed AFTER UPDATE OF search, plain ON register_revisions
    WHEN new.search IS NOT old.search OR new.plain IS NOT old.plain BEGIN
    INSERT INTO register_words (register_words, rowid, search, plain)
        SELECT 'delete', id, replace(old.search, ' ', '  '), replace(coalesce(old.plain, ''), ' ', '  ')
        FROM searched WHERE thing = new.entry_id AND revision = new.revision;
    INSERT INTO register_words (rowid, search, plain)
        SELECT id, replace(new.search, ' ', '  '), replace(coalesce(new.plain, ''), ' ', '  ')
        FROM searched WHERE thing = new.entry_id AND revision = new.revision;
END;
INSERT INTO searched (thing, revision) SELECT entry_id, revision FROM register_revisions ORDER BY entry_id, revision;
INSERT INTO register_words (rowid, search, plain)
    SELECT searched.id, replace(search, ' ', '  '), replace(coalesce(plain, ''), ' ', '  ')
    FROM register_revisions INNER JOIN searched ON searched.thing = register_revisions.entry_id AND searched.revision = register_revisions.revision;

CREATE VIRTUAL TABLE meeting_words USING fts5 (search, plain, content='', tokenize="trigram case_sensitive 1");
INSERT INTO meeting_words (meeting_words, rank) VALUES ('secure-delete', 1);
CREATE TRIGGER meeting_words_added AFTER INSERT ON open_meetings BEGIN
    INSERT INTO searched (thing, revision) VALUES (new.case_id, 0);
    INSERT INTO meeting_words (rowid, search, plain)
        SELECT id, replace(new.search, ' ', '  '), replace(coalesce(new.plain, ''), ' ', '  ')
        FROM searched WHERE thing = new.case_id AND revision = 0;
END;
CREATE TRIGGER meeting_words_changed AFTER UPDATE OF search, plain ON open_meetings
    WHEN new.search IS NOT old.search OR new.plain IS NOT old.plain BEGIN
    INSERT INTO meeting_words (meeting_words, rowid, search, plain)
        SELECT 'delete', id, replace(old.search, ' ', '  '), replace(coalesce(old.plain, ''), ' ', '  ')
        FROM searched WHERE thing = new.case_id AND revision = 0;
    INSERT INTO meeting_words (rowid, search, plain)
        SELECT id, replace(new.search, ' ', '  '), replace(coalesce(new.plain, ''), ' ', '  ')
        FROM searched WHERE thing = new.case_id AND revision = 0;
END;
INSERT INTO searched (thing, revision) SELECT case_id, 0 FROM open_meetings ORDER BY case_id;
INSERT INTO meeting_words (rowid, search, plain)
    SELECT searched.id, replace(search, ' ', '  '), replace(coalesce(plain, ''), ' ', '  ')
    FROM open_meetings INNER JOIN searched ON searched.thing = open_meetings.case_id AND searched.revision = 0;

CREATE VIRTUAL TABLE conference_words USING fts5 (search, plain, content='', tokenize="trigram case_sensitive 1");
INSERT INTO conference_words (conference_words, rank) VALUES ('secure-delete', 1);
CREATE TRIGGER conference_words_added AFTER INSERT ON internet_conferences BEGIN
    INSERT INTO searched (thing, revision) VALUES (new.case_id, 0);
    INSERT INTO conference_words (rowid, search, plain)
        SELECT id, replace(new.search, ' ', '  '), replace(coalesce(new.plain, ''), ' ', '  ')
        FROM searched WHERE thing = new.case_id AND revision = 0;
END;
CREATE TRIGGER conference_words_changed AFTER UPDATE OF search, plain ON internet_conferences
    WHEN new.search IS NOT old.search OR new.plain IS NOT old.plain BEGIN
    INSERT INTO conference_words (conference_words, rowid, search, plain)
        SELECT 'delete', id, replace(old.search, ' ', '  '), replace(coalesce(old.plain, ''), ' ', '  ')
        FROM searched WHERE thing = new.case_id AND revision = 0;
    INSERT INTO conference_words (rowid, search, plain)
        SELECT id, replace(new.search, ' ', '  '), replace(coalesce(new.plain, ''), ' ', '  ')
        FROM searched WHERE thing = new.case_id AND revision = 0;
END;
INSERT INTO searched (thing, revision) SELECT case_id, 0 FROM internet_conferences ORDER BY case_id;
INSERT INTO conference_words (rowid, search, plain)
    SELECT searched.id, replace(search, ' ', '  '), replace(coalesce(plain, ''), ' ', '  ')
    FROM internet_conferences INNER JOIN searched ON searched.thing = internet_conferences.case_id AND searched.revision = 0;

CREATE VIRTUAL TABLE answer_words USING fts5 (search, plain, content='', tokenize="trigram case_sensitive 1");
INSERT INTO answer_words (answer_words, rank) VALUES ('secure-delete', 1);
CREATE TRIGGER answer_words_added AFTER INSERT ON information_requests BEGIN
    INSERT INTO searched (thing, revision) VALUES (new.case_id, 0);
    INSERT INTO answer_words (rowid, search, plain)
        SELECT id, replace(new.search, ' ', '  '), replace(coalesce(new.plain, ''), ' ', '  ')
        FROM searched WHERE thing = new.case_id AND revision = 0;
END;
CREATE TRIGGER answer_words_changed AFTER UPDATE OF search, plain ON information_requests
    WHEN new.search IS NOT old.search OR new.plain IS NOT old.plain BEGIN
    INSERT INTO answer_words (answer_words, rowid, search, plain)
        SELECT 'delete', id, replace(old.search, ' ', '  '), replace(coalesce(old.plain, ''), ' ', '  ')
        FROM searched WHERE thing = new.case_id AND revision = 0;
    INSERT INTO answer_words (rowid, search, plain)
        SELECT id, replace(new.search, ' ', '  '), replace(coalesce(new.plain, ''), ' ', '  ')
        FROM searched WHERE thing = new.case_id AND revision = 0;
END;
INSERT INTO searched (thing, revision) SELECT case_id, 0 FROM information_requests ORDER BY case_id;
INSERT INTO answer_words (rowid, search, plain)
    SELECT searched.id, replace(search, ' ', '  '), replace(coalesce(plain, ''), ' ', '  ')
    FROM information_requests INNER JOIN searched ON searched.thing = information_requests.case_id AND searched.revision = 0;

CREATE VIRTUAL TABLE organisation_words USING fts5 (search, plain, content='', tokenize="trigram case_sensitive 1");
INSERT INTO organisation_words (organisation_words, rank) VALUES ('secure-delete', 1);
CREATE TRIGGER organisation_words_added AFTER INSERT ON organisations BEGIN
    INSERT INTO searched (thing, revision) VALUES (new.id, 0);
    INSERT INTO organisation_words (rowid, search, plain)
        SELECT id, replace(new.search, ' ', '  '), replace(coalesce(new.plain, ''), ' ', '  ')
        FROM searched WHERE thing = new.id AND revision = 0;
END;
CREATE TRIGGER organisation_words_changed AFTER UPDATE OF search, plain ON organisations
    WHEN new.search IS NOT old.search OR new.plain IS NOT old.plain BEGIN
    INSERT INTO organisation_words (organisation_words, rowid, search, plain)
        SELECT 'delete', id, replace(old.search, ' ', '  '), replace(coalesce(old.plain, ''), ' ', '  ')
        FROM searched WHERE thing = new.id AND revision = 0;
    INSERT INTO organisation_words (rowid, search, plain)
        SELECT id, replace(new.search, ' ', '  '), replace(coalesce(new.plain, ''), ' ', '  ')
        FROM searched WHERE thing = new.id AND revision = 0;
END;
INSERT INTO searched (thing, revision) SELECT id, 0 FROM organisations ORDER BY id;
INSERT INTO organisation_words (rowid, search, plain)
    SELECT searched.id, replace(search, ' ', '  '), replace(coalesce(plain, ''), ' ', '  ')
    FROM organisations INNER JOIN searched ON searched.thing = organisations.id AND searched.revision = 0;
