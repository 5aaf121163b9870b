DROP INDEX outlet_codes;
