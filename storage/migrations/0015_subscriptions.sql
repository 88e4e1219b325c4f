-- Who asked for a report, or to be left alone by it. Without a row here, a unit's leads get its weekly one, dispatchers
-- and admins those of the office.
CREATE TABLE subscriptions (
    id IDENTITY,
    contact_id BIGINT REFERENCES contacts (id), -- NULL: the unit's group
    unit_id BIGINT REFERENCES units (id),       -- NULL: the office
    kind TEXT NOT NULL,                         -- weekly or monthly
    wanted BOOLEAN NOT NULL,
    day BIGINT NOT NULL,                        -- weekly: 0 is Monday; monthly: the day of the month
    hour TEXT NOT NULL,                         -- HH:MM in the office's zone
    parts TEXT NOT NULL,                        -- what comes along with the text, such as 'chart workbook'
    sent_to TIMESTAMPTZ NOT NULL                -- the end of the last window whose report was sent, or not wanted
);
CREATE UNIQUE INDEX subscriptions_one ON subscriptions (COALESCE(contact_id, 0), COALESCE(unit_id, 0), kind);

-- When a weekly or monthly report went to those who get it without asking.
ALTER TABLE digests ADD COLUMN told_at TIMESTAMPTZ;
