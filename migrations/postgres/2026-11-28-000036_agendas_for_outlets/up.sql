-- The issue whose agenda was sent to an outlet, if it is one.
ALTER TABLE outlet_deliveries ADD COLUMN issue_id UUID REFERENCES cross_body_issues (id);
