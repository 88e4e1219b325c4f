-- What there is to learn again from. Cases that a person confirmed are there already; these came by `learn FILE`.
CREATE TABLE learned_examples (
    id IDENTITY,
    digest TEXT NOT NULL UNIQUE,                -- SHA-256 of title and words: the same message again doubles nothing
    category_id BIGINT NOT NULL REFERENCES categories (id),
    title TEXT NOT NULL,                        -- cut, masked, words with a space between
    words TEXT NOT NULL
);

-- All that was learned from one beginning is a generation. One counts (facts say which); the next one is written beside
-- it, little by little, and the former one stays, so that it can be put back.
ALTER TABLE learned_changes ADD COLUMN generation BIGINT NOT NULL DEFAULT 0;

ALTER TABLE learned_weights RENAME TO weights_before;
ALTER TABLE learned_words RENAME TO words_before;

CREATE TABLE learned_words (
    generation BIGINT NOT NULL,
    word TEXT NOT NULL,                         -- normalised word, or pair of neighbouring characters
    doubt DOUBLE PRECISION NOT NULL,            -- how freely it may still be moved, from 1 down to 0
    change_id BIGINT NOT NULL REFERENCES learned_changes (id),
    PRIMARY KEY (generation, word)
);
INSERT INTO learned_words (generation, word, doubt, change_id) SELECT 0, word, doubt, change_id FROM words_before;

CREATE TABLE learned_weights (
    generation BIGINT NOT NULL,
    word TEXT NOT NULL,
    category_id BIGINT NOT NULL REFERENCES categories (id),
    weight DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (generation, word, category_id),
    FOREIGN KEY (generation, word) REFERENCES learned_words (generation, word)
);
INSERT INTO learned_weights (generation, word, category_id, weight)
SELECT 0, word, category_id, weight FROM weights_before;

DROP TABLE weights_before;
DROP TABLE words_before;
CREATE INDEX learned_words_change ON learned_words (change_id);
CREATE INDEX learned_weights_heaviest ON learned_weights (generation, category_id, weight);

-- What persons said of categories, among all that happened.
CREATE INDEX events_category ON events (case_id, id) WHERE kind = 'category';

-- Of some kinds of work only one may wait or be under way.
CREATE UNIQUE INDEX tasks_single ON tasks (kind) WHERE kind = 'relearn' AND state IN ('waiting', 'running');
