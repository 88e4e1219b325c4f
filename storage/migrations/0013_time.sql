-- The limit that a case had when its time began: workdays, or hours by day and night. With its events it says when the
-- case is due by any calendar. NULL in older cases: what their category has now.
ALTER TABLE cases ADD COLUMN limit_days BIGINT;
ALTER TABLE cases ADD COLUMN limit_hours DOUBLE PRECISION;

-- A category may have its limit in hours, by day and night, in the place of workdays.
ALTER TABLE categories ADD COLUMN limit_hours BIGINT;

-- The dispatcher who has a waiting case on their card, and until when.
ALTER TABLE cases ADD COLUMN claimed_by BIGINT REFERENCES contacts (id);
ALTER TABLE cases ADD COLUMN claimed_until TIMESTAMPTZ;
CREATE INDEX cases_claimed ON cases (claimed_by) WHERE claimed_by IS NOT NULL;

-- Each step of each deadline is reminded of once, whoever does it.
CREATE UNIQUE INDEX events_reminded ON events (case_id, kind, data) WHERE kind IN ('remind', 'escalate');
CREATE INDEX cases_hurrying ON cases (due_at) WHERE urgent AND closed_at IS NULL;

-- The cases whose time has begun and not ended, which follow the calendar.
CREATE INDEX cases_running ON cases (id) WHERE due_at IS NOT NULL AND closed_at IS NULL;
