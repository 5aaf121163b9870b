-- What is new to whoever is told, such as another time; none where the kind of the notice says it all.
ALTER TABLE notices ADD COLUMN news JSONB;
