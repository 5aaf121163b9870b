DROP TABLE survey_texts;
DROP TABLE survey_respondents;
DROP TABLE surveys;
