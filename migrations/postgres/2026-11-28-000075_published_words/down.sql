DROP TABLE published_words;
