DROP TABLE materials_requests;
