ALTER TABLE outlet_deliveries DROP COLUMN issue_id;
