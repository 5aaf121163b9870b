-- How many codes were sent to the outlets of an organisation on a day.
CREATE INDEX outlet_codes ON outlet_deliveries (outlet_id, created_at) WHERE code IS NOT NULL;
