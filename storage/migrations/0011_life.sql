-- More of the life of a case: other units help the one in charge, its time is extended, it is put off to a date.

-- What a helping unit is asked to do for a case (会办). While it is neither done nor taken back, its members see the case.
CREATE TABLE helps (
    id IDENTITY,
    case_id BIGINT NOT NULL REFERENCES cases (id),
    unit_id BIGINT NOT NULL REFERENCES units (id),
    task TEXT NOT NULL,
    given_by BIGINT REFERENCES contacts (id),
    given_at TIMESTAMPTZ NOT NULL,
    done_by BIGINT REFERENCES contacts (id),
    done_at TIMESTAMPTZ,
    words TEXT NOT NULL DEFAULT '',             -- what was done
    ended_at TIMESTAMPTZ                        -- taken back, or the case ended before
);
CREATE INDEX helps_case ON helps (case_id, id);
CREATE UNIQUE INDEX helps_open ON helps (unit_id, case_id) WHERE done_at IS NULL AND ended_at IS NULL;

-- Asked for at most once by the unit that has the case: '', asked, granted or refused.
ALTER TABLE cases ADD COLUMN extension TEXT NOT NULL DEFAULT '';
ALTER TABLE cases ADD COLUMN extension_days BIGINT;
CREATE INDEX cases_extension ON cases (id) WHERE extension = 'asked';

-- When a case that is put off is looked at again.
ALTER TABLE cases ADD COLUMN review_at TIMESTAMPTZ;
CREATE INDEX cases_review ON cases (review_at) WHERE status = 'suspended';
