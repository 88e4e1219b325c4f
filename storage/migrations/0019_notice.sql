-- What people were told of their data, and when they are forgotten.

-- Which version of the notice they were shown, and when; when they first went on after it, which means that they agree.
ALTER TABLE contacts ADD COLUMN notice BIGINT NOT NULL DEFAULT 0;
ALTER TABLE contacts ADD COLUMN noticed_at TIMESTAMPTZ;
ALTER TABLE contacts ADD COLUMN agreed_at TIMESTAMPTZ;

-- When they were last heard of, to the day. NULL: nothing of them is left but the row that others point to.
ALTER TABLE contacts ADD COLUMN seen_at TIMESTAMPTZ;
UPDATE contacts SET seen_at = created_at WHERE account NOT LIKE 'erased %' AND account NOT LIKE 'forgotten %';
CREATE INDEX contacts_seen ON contacts (seen_at) WHERE seen_at IS NOT NULL;

-- Whether it is kept who reported and supported it, if anybody is known to have.
ALTER TABLE cases ADD COLUMN known BOOLEAN NOT NULL DEFAULT TRUE;
CREATE INDEX cases_known ON cases (closed_at) WHERE known;
