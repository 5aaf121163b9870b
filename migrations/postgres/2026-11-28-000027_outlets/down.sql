DROP TABLE outlet_deliveries;
DROP TABLE outlets;
