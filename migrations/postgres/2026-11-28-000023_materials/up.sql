-- Requests for information-reference materials (№ 444-НҚ ¶7–8).
CREATE TABLE materials_requests (
    case_id UUID PRIMARY KEY REFERENCES cases (id),
    body TEXT NOT NULL,
    -- Codes of what is asked for, each between blanks.
    kinds TEXT NOT NULL,
    -- Whether the body is asked by agreement only, and whether it has agreed.
    by_agreement BOOLEAN NOT NULL,
    agreed BOOLEAN NOT NULL,
    form JSONB NOT NULL,
    -- What was said of the agreement, what was provided, why it was withdrawn.
    story JSONB NOT NULL,
    reminded_at TIMESTAMPTZ
);
CREATE INDEX materials_requests_by_body ON materials_requests (body, case_id);
