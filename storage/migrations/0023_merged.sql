-- What was merged into a case: whoever reported that one may have themselves deleted, and these go on.
CREATE INDEX cases_merged ON cases (parent_id) WHERE status = 'merged';
