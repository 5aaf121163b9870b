DROP TABLE press_officers;
