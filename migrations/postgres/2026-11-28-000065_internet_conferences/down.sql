DROP TABLE question_supports;
DROP TABLE conference_questions;
DROP TABLE internet_conferences;
