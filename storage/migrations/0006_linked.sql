-- A message with several matters becomes several cases: each of the others points to the first.

ALTER TABLE cases ADD COLUMN split_from BIGINT REFERENCES cases (id);
CREATE INDEX cases_split ON cases (split_from) WHERE split_from IS NOT NULL;
