DROP TABLE issue_parts;
DROP TABLE cross_body_issues;
