-- Which organisation has looked at the case of a person: once a day for each of its employees. It locks no case, so it refers to none.
CREATE TABLE personal_views (
    id UUID PRIMARY KEY,
    case_id UUID NOT NULL,
    day DATE NOT NULL,
    organisation TEXT NOT NULL,
    -- The employee, by a digest.
    viewer TEXT NOT NULL,
    seen_at TIMESTAMPTZ NOT NULL,
    UNIQUE (case_id, day, organisation, viewer)
);
CREATE INDEX personal_views_by_day ON personal_views (day, id);
