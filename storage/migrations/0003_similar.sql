-- Cases about the same thing: found by their telling words, supported instead of sent again, merged into one.

-- The case that this one was merged into.
ALTER TABLE cases ADD COLUMN parent_id BIGINT REFERENCES cases (id);

-- The telling words of the cases that are open now.
CREATE TABLE case_words (
    word TEXT NOT NULL,
    case_id BIGINT NOT NULL REFERENCES cases (id),
    PRIMARY KEY (word, case_id)
);
CREATE INDEX case_words_case ON case_words (case_id);

-- In how many cases a word has stood. Not the words themselves, but a bucket of a few: they outlive the cases, and a
-- word may be somebody's name. Bucket -1 counts the cases.
CREATE TABLE word_counts (
    bucket BIGINT PRIMARY KEY,
    cases BIGINT NOT NULL
);

-- Who wants what a case wants (附议), beside its reporter.
CREATE TABLE supports (
    id IDENTITY,
    case_id BIGINT NOT NULL REFERENCES cases (id),
    contact_id BIGINT REFERENCES contacts (id),  -- NULL: it is not known any more, or never was, who that was
    merged_id BIGINT REFERENCES cases (id),      -- the case with which they came here; NULL: they chose to
    at TIMESTAMPTZ NOT NULL,
    rating TEXT NOT NULL DEFAULT '',
    UNIQUE (case_id, contact_id)
);
CREATE INDEX supports_contact ON supports (contact_id);
CREATE INDEX supports_merged ON supports (merged_id) WHERE merged_id IS NOT NULL;
