-- Which received message an answer belongs to (channel:key), so that a log can be followed from receipt to answer.
ALTER TABLE outbox ADD COLUMN cause TEXT NOT NULL DEFAULT '';
