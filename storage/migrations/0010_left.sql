-- Who reported a case and withdrew, while others stand behind it: it goes on for them, and is not theirs any more. They
-- are known here so that what they wrote can be forgotten with them.
ALTER TABLE cases ADD COLUMN left_by BIGINT REFERENCES contacts (id);
CREATE INDEX cases_left ON cases (left_by) WHERE left_by IS NOT NULL;
DROP INDEX cases_kept;
CREATE INDEX cases_kept ON cases (closed_at) WHERE text <> '' OR reporter_id IS NOT NULL OR left_by IS NOT NULL;
