-- Which organisation has viewed the case of a person: once a day for each of its employees.
-- It refers to no case, so that it locks none.
CREATE TABLE case_viewings (
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL,
    day TEXT NOT NULL,
    organisation TEXT NOT NULL,
    -- The employee, by a digest.
    viewer TEXT NOT NULL,
    viewed_at TEXT NOT NULL,
    UNIQUE (case_id, day, organisation, viewer)
) STRICT;
CREATE INDEX case_viewings_by_day ON case_viewings (day, id);
