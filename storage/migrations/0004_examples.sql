-- What there is to learn again from. Cases that a person confirmed are there already; these came by `learn FILE`.
CREATE TABLE learned_examples (
    id IDENTITY,
    digest TEXT NOT NULL UNIQUE,                -- SHA-256 of title and words: the same message again doubles nothing
    category_id BIGINT NOT NULL REFERENCES categories (id),
    title TEXT NOT NULL,                        -- cut, masked, words with a space between
    words TEXT NOT NULL
);

-- What counted before the last time that all was learned again, so that it can be put back.
CREATE TABLE former_words (
    word TEXT PRIMARY KEY,
    doubt DOUBLE PRECISION NOT NULL
);

CREATE TABLE former_weights (
    word TEXT NOT NULL REFERENCES former_words (word),
    category_id BIGINT NOT NULL REFERENCES categories (id),
    weight DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (word, category_id)
);

-- What persons said of categories, among all that happened.
CREATE INDEX events_category ON events (id) WHERE kind = 'category';

-- Of some kinds of work only one may wait or be under way.
CREATE UNIQUE INDEX tasks_single ON tasks (kind) WHERE kind = 'relearn' AND state IN ('waiting', 'running');
