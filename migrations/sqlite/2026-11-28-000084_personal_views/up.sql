-- Which organisation has looked at the case of a person: once a day for each of its employees. It locks no case, so it refers to none.
CREATE TABLE personal_views (
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL,
    day TEXT NOT NULL,
    organisation TEXT NOT NULL,
    -- The employee, by a digest.
    viewer TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    UNIQUE (case_id, day, organisation, viewer)
) STRICT;
CREATE INDEX personal_views_by_day ON personal_views (day, id);
