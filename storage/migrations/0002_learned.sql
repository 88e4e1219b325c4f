-- What was learned from confirmed cases. A change is one correction or one file; workers load what is newer than theirs.
CREATE TABLE learned_changes (
    id IDENTITY,
    mark TEXT NOT NULL UNIQUE,                  -- random: one that was rolled back is never taken for a later one
    at TIMESTAMPTZ NOT NULL
);

CREATE TABLE learned_words (
    word TEXT PRIMARY KEY,                      -- normalised word, or pair of neighbouring characters
    doubt DOUBLE PRECISION NOT NULL,            -- how freely it may still be moved, from 1 down to 0
    change_id BIGINT NOT NULL REFERENCES learned_changes (id)
);
CREATE INDEX learned_words_change ON learned_words (change_id);

CREATE TABLE learned_weights (
    word TEXT NOT NULL REFERENCES learned_words (word),
    category_id BIGINT NOT NULL REFERENCES categories (id),
    weight DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (word, category_id)
);
