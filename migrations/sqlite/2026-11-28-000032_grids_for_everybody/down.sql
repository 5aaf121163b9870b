ALTER TABLE media_grids ADD COLUMN public_at TEXT;
