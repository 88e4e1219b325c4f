-- Wrong codes, under a digest of who tried them: whoever has their data deleted and comes back has tried them all the same.
DROP TABLE attempts;
CREATE TABLE attempts (
    id IDENTITY,
    who TEXT NOT NULL,
    at TIMESTAMPTZ NOT NULL
);
CREATE INDEX attempts_who ON attempts (who, at);
