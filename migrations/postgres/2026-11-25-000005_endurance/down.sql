ALTER TABLE attachments DROP COLUMN uploaded_as;
DROP TABLE filing_attempts;
DROP TABLE beats;
