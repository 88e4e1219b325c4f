-- What residents say of the work: asked on the workday after, satisfied and solved are two things, and a word that a case
-- is not solved finds its way back. Quick replies of a unit. Cases that a dispatcher takes in for somebody.

-- Yes or no; empty: not said.
ALTER TABLE cases ADD COLUMN solved TEXT NOT NULL DEFAULT '';
-- When the rating is asked for next; NULL: not again.
ALTER TABLE cases ADD COLUMN ask_at TIMESTAMPTZ;
-- When it was first asked for.
ALTER TABLE cases ADD COLUMN asked_at TIMESTAMPTZ;
-- Of a 不满意 that did not say yet whether solved.
ALTER TABLE cases ADD COLUMN rated_at TIMESTAMPTZ;
-- The ended case that its reporter goes on from.
ALTER TABLE cases ADD COLUMN follows_id BIGINT REFERENCES cases (id);
-- The dispatcher who took it in for somebody.
ALTER TABLE cases ADD COLUMN taken_by BIGINT REFERENCES contacts (id);
CREATE INDEX cases_ask ON cases (ask_at) WHERE ask_at IS NOT NULL;
CREATE INDEX cases_unsaid ON cases (rated_at) WHERE rated_at IS NOT NULL;
CREATE INDEX cases_follows ON cases (follows_id) WHERE follows_id IS NOT NULL;
CREATE INDEX cases_taken ON cases (taken_by) WHERE taken_by IS NOT NULL;

ALTER TABLE supports ADD COLUMN solved TEXT NOT NULL DEFAULT '';
ALTER TABLE supports ADD COLUMN rated_at TIMESTAMPTZ;
CREATE INDEX supports_unsaid ON supports (rated_at) WHERE rated_at IS NOT NULL;

-- Until now a rating said both at once.
UPDATE cases SET solved = CASE WHEN rating = 'bad' THEN 'no' ELSE 'yes' END WHERE rating <> '';
UPDATE supports SET solved = CASE WHEN rating = 'bad' THEN 'no' ELSE 'yes' END WHERE rating <> '';
UPDATE events SET data = '{"rating": "good", "solved": true}'
WHERE kind IN ('rate_good', 'rate_support') AND data IN ('"good"', 'good');
UPDATE events SET data = '{"rating": "fair", "solved": true}'
WHERE kind IN ('rate_good', 'rate_support') AND data IN ('"fair"', 'fair');
UPDATE events SET data = '{"rating": "bad", "solved": false}'
WHERE kind IN ('rate_bad', 'rate_support') AND data IN ('"bad"', 'bad');
-- Who waits to be rated was asked at once.
UPDATE cases SET asked_at = resolved_at WHERE status = 'resolved';

-- What a unit often says (常用答复), with placeholders such as {编号}.
CREATE TABLE replies (
    id IDENTITY,
    unit_id BIGINT NOT NULL REFERENCES units (id),
    text TEXT NOT NULL,
    used BIGINT NOT NULL DEFAULT 0,
    retired_at TIMESTAMPTZ
);
CREATE INDEX replies_unit ON replies (unit_id) WHERE retired_at IS NULL;
