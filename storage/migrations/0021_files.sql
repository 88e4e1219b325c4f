-- Copies of what people sent, where the settings name a folder: one for each entry with a file. The copy lies there under
-- its digest. States: waiting -> kept, or left (only the platform has it; `reason` says why), and from any of them to
-- gone, with the words of its case: then the copy is removed, and the row after it.
CREATE TABLE files (
    entry_id BIGINT PRIMARY KEY REFERENCES entries (id),
    state TEXT NOT NULL,
    kind TEXT NOT NULL DEFAULT '',              -- how a copy is sent, as bot.messages.MediaKind
    digest TEXT NOT NULL DEFAULT '',            -- SHA-256; noted before there is a copy, so that none is ever forgotten
    reason TEXT NOT NULL DEFAULT '',            -- why there is none: unsafe, too-large, gone, later
    tries BIGINT NOT NULL DEFAULT 0,
    due_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX files_waiting ON files (due_at) WHERE state = 'waiting';
CREATE INDEX files_gone ON files (entry_id) WHERE state = 'gone';
CREATE INDEX files_digest ON files (digest) WHERE digest <> '';
