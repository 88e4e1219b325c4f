-- A case that is a photo without a word names its reporter, too; and a draft that was thrown away is to be forgotten soon.
DROP INDEX cases_words;
CREATE INDEX cases_kept ON cases (closed_at) WHERE text <> '' OR reporter_id IS NOT NULL;
CREATE INDEX cases_discarded ON cases (closed_at) WHERE status = 'discarded' AND (text <> '' OR reporter_id IS NOT NULL);
UPDATE cases SET closed_at = created_at WHERE status = 'discarded';
