-- When a case was due right after each event (NULL: it had no time yet), so that the figures of a window that is over
-- stay as they were. Of what happened before this column came, only the present due time is known.
ALTER TABLE events ADD COLUMN due_at TIMESTAMPTZ;
UPDATE events SET due_at = (SELECT c.due_at FROM cases c WHERE c.id = events.case_id) WHERE EXISTS (SELECT 1 FROM events d
WHERE d.case_id = events.case_id AND d.kind = 'dispatch' AND d.id <= events.id);
CREATE INDEX events_due ON events (due_at, case_id) WHERE due_at IS NOT NULL;
-- What was open at a time that is over: sent before it, and ended after it or not at all.
CREATE INDEX cases_ended ON cases (closed_at, submitted_at) WHERE number IS NOT NULL;
-- Into which case one was merged is kept with the event, because the case forgets it when the two are divided again.
UPDATE events SET data = (SELECT '{"parent": ' || c.parent_id || '}' FROM cases c WHERE c.id = events.case_id)
WHERE kind = 'merge' AND data = '' AND EXISTS (SELECT 1 FROM cases c WHERE c.id = events.case_id AND c.parent_id IS NOT
NULL) AND NOT EXISTS (SELECT 1 FROM events l WHERE l.case_id = events.case_id AND l.kind = 'merge' AND l.id > events.id);
