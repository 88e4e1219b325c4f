-- A unit's cases from the newest on, open and ended, for looking through their words.
CREATE INDEX cases_unit ON cases (unit_id, id) WHERE number IS NOT NULL;
