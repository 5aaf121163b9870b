DROP TABLE recurrences;
DROP TABLE organisations;
