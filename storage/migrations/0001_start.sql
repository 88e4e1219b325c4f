-- The first shape of the database. Append-only: a file that has landed is never edited, the next one changes it.
-- IDENTITY stands for each engine's own key that counts by itself and is never used twice.

CREATE TABLE contacts (
    id IDENTITY,
    channel TEXT NOT NULL,
    account TEXT NOT NULL,                      -- the channel's id of the person
    chat TEXT NOT NULL,                         -- where they are written to privately
    name TEXT NOT NULL DEFAULT '',
    phone TEXT NOT NULL DEFAULT '',
    language TEXT NOT NULL,
    admin BOOLEAN NOT NULL DEFAULT FALSE,
    dispatcher BOOLEAN NOT NULL DEFAULT FALSE,
    asking TEXT NOT NULL DEFAULT '',            -- what their next message answers, such as "resolve:17"
    slowed_at TIMESTAMPTZ,                      -- when they were last told that they write a lot
    blocked_at TIMESTAMPTZ,                     -- they do not want to hear from the bot
    created_at TIMESTAMPTZ NOT NULL,
    UNIQUE (channel, account)
);
CREATE INDEX contacts_chat ON contacts (channel, chat);
CREATE INDEX contacts_office ON contacts (id) WHERE admin OR dispatcher;

CREATE TABLE units (
    id IDENTITY,
    name TEXT NOT NULL UNIQUE,
    hour TEXT NOT NULL DEFAULT '08:00',         -- of the daily digest, in the office's zone
    group_channel TEXT NOT NULL DEFAULT '',
    group_chat TEXT NOT NULL DEFAULT '',
    empty_digest BOOLEAN NOT NULL DEFAULT TRUE, -- one line on a day with nothing
    chart BOOLEAN NOT NULL DEFAULT FALSE,
    ledger BOOLEAN NOT NULL DEFAULT FALSE,
    retired_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE members (
    id IDENTITY,
    unit_id BIGINT NOT NULL REFERENCES units (id),
    contact_id BIGINT NOT NULL REFERENCES contacts (id),
    lead BOOLEAN NOT NULL DEFAULT FALSE,
    since TIMESTAMPTZ NOT NULL,
    until TIMESTAMPTZ
);
CREATE UNIQUE INDEX members_now ON members (unit_id, contact_id) WHERE until IS NULL;
CREATE INDEX members_contact ON members (contact_id) WHERE until IS NULL;

CREATE TABLE areas (
    id IDENTITY,
    name TEXT NOT NULL UNIQUE,
    retired_at TIMESTAMPTZ
);

CREATE TABLE categories (
    id IDENTITY,
    code TEXT NOT NULL UNIQUE,
    zh TEXT NOT NULL UNIQUE,
    en TEXT NOT NULL UNIQUE,
    limit_days BIGINT NOT NULL,                 -- workdays
    position BIGINT NOT NULL,
    retired_at TIMESTAMPTZ
);

CREATE TABLE keywords (
    category_id BIGINT NOT NULL REFERENCES categories (id),
    word TEXT NOT NULL,
    weight DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (category_id, word)
);

CREATE TABLE routes (
    id IDENTITY,
    category_id BIGINT NOT NULL REFERENCES categories (id),
    area_id BIGINT REFERENCES areas (id),       -- NULL: all areas without a route of their own
    unit_id BIGINT NOT NULL REFERENCES units (id)
);
CREATE UNIQUE INDEX routes_one ON routes (category_id, COALESCE(area_id, 0));

CREATE TABLE cases (
    id IDENTITY,
    number TEXT UNIQUE,                         -- given when it is sent
    reporter_id BIGINT REFERENCES contacts (id),
    anonymous BOOLEAN NOT NULL DEFAULT FALSE,
    status TEXT NOT NULL,
    text TEXT NOT NULL DEFAULT '',
    title TEXT NOT NULL DEFAULT '',
    source TEXT NOT NULL DEFAULT '',            -- how it came in: the channel, or the meeting, letter or visit
    category_id BIGINT REFERENCES categories (id),
    area_id BIGINT REFERENCES areas (id),
    unit_id BIGINT REFERENCES units (id),
    handler_id BIGINT REFERENCES contacts (id), -- the member who signed for it
    decision TEXT NOT NULL DEFAULT '',          -- JSON: why it was tagged so
    urgent BOOLEAN NOT NULL DEFAULT FALSE,
    latitude DOUBLE PRECISION,
    longitude DOUBLE PRECISION,
    card BIGINT,                                -- outbox id of the card that shows the draft
    send_at TIMESTAMPTZ,                        -- when a draft is sent by itself
    created_at TIMESTAMPTZ NOT NULL,
    submitted_at TIMESTAMPTZ,
    dispatched_at TIMESTAMPTZ,
    signed_at TIMESTAMPTZ,
    answered_at TIMESTAMPTZ,
    paused_at TIMESTAMPTZ,
    due_at TIMESTAMPTZ,
    due_provisional BOOLEAN NOT NULL DEFAULT FALSE,
    resolved_at TIMESTAMPTZ,
    closed_at TIMESTAMPTZ,                      -- closed, declined or withdrawn
    rating TEXT NOT NULL DEFAULT '',
    reopened BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX cases_reporter ON cases (reporter_id, id);
CREATE INDEX cases_open ON cases (unit_id, status, due_at) WHERE closed_at IS NULL;
CREATE INDEX cases_waiting ON cases (id) WHERE status = 'submitted';
CREATE INDEX cases_drafts ON cases (send_at) WHERE status = 'draft';
CREATE INDEX cases_silent ON cases (status, id) WHERE status IN ('info_requested', 'resolved');
CREATE INDEX cases_submitted ON cases (submitted_at);
CREATE INDEX cases_words ON cases (closed_at) WHERE text <> '';

-- What was said about a case by either side, and what was sent along. A file is on its channel; here is how to fetch it.
CREATE TABLE entries (
    id IDENTITY,
    case_id BIGINT NOT NULL REFERENCES cases (id),
    at TIMESTAMPTZ NOT NULL,
    author_id BIGINT REFERENCES contacts (id),
    side TEXT NOT NULL,                         -- 'resident' or 'unit'
    text TEXT NOT NULL DEFAULT '',
    media TEXT NOT NULL DEFAULT '',             -- JSON of bot.messages.Media, empty for none
    channel TEXT NOT NULL DEFAULT '',
    message TEXT NOT NULL DEFAULT '',           -- the channel's id of the message, so that its edits are recognised
    album TEXT NOT NULL DEFAULT '',
    edited BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE INDEX entries_case ON entries (case_id, id);
CREATE INDEX entries_album ON entries (author_id, album) WHERE album <> '';
CREATE INDEX entries_message ON entries (author_id, message) WHERE message <> '';

-- Every change of a case, append-only. Ledger, indicators, audit and digests are read from here.
CREATE TABLE events (
    id IDENTITY,
    case_id BIGINT NOT NULL REFERENCES cases (id),
    at TIMESTAMPTZ NOT NULL,
    kind TEXT NOT NULL,
    actor_id BIGINT REFERENCES contacts (id),   -- NULL: the bot itself
    unit_id BIGINT REFERENCES units (id),       -- whose the case was after it
    note TEXT NOT NULL DEFAULT '',
    data TEXT NOT NULL DEFAULT ''               -- JSON
);
CREATE INDEX events_case ON events (case_id, id);
CREATE INDEX events_unit ON events (unit_id, at);
CREATE INDEX events_at ON events (at);

CREATE TABLE numbers (
    day TEXT PRIMARY KEY,
    last BIGINT NOT NULL
);

CREATE TABLE invites (
    id IDENTITY,
    digest TEXT NOT NULL UNIQUE,                -- SHA-256 of the code; the code itself is known to its receiver alone
    role TEXT NOT NULL,                         -- member, lead, dispatcher or admin
    unit_id BIGINT REFERENCES units (id),
    created_by BIGINT REFERENCES contacts (id),
    expires_at TIMESTAMPTZ NOT NULL,
    used_by BIGINT REFERENCES contacts (id),
    used_at TIMESTAMPTZ
);

CREATE TABLE attempts (
    id IDENTITY,
    contact_id BIGINT NOT NULL REFERENCES contacts (id),
    at TIMESTAMPTZ NOT NULL
);
CREATE INDEX attempts_contact ON attempts (contact_id, at);

CREATE TABLE inbox (
    id IDENTITY,
    channel TEXT NOT NULL,
    key TEXT NOT NULL,
    chat TEXT NOT NULL,
    body TEXT NOT NULL,                         -- JSON of bot.messages.Inbound; emptied when handled
    state TEXT NOT NULL,                        -- waiting, done or dead
    attempts BIGINT NOT NULL DEFAULT 0,
    due_at TIMESTAMPTZ NOT NULL,
    received_at TIMESTAMPTZ NOT NULL,
    error TEXT NOT NULL DEFAULT '',
    UNIQUE (channel, key)
);
CREATE INDEX inbox_waiting ON inbox (id) WHERE state = 'waiting';
CREATE INDEX inbox_chat ON inbox (channel, chat, id) WHERE state = 'waiting';
CREATE INDEX inbox_dead ON inbox (id) WHERE state = 'dead';

CREATE TABLE outbox (
    id IDENTITY,
    channel TEXT NOT NULL,
    chat TEXT NOT NULL,
    body TEXT NOT NULL,                         -- JSON of bot.messages.Outbound
    case_id BIGINT REFERENCES cases (id),
    choosable BOOLEAN NOT NULL DEFAULT FALSE,   -- has choices, which a typed number may mean
    fleeting BOOLEAN NOT NULL DEFAULT FALSE,    -- is deleted once it is sent
    state TEXT NOT NULL,                        -- queued, sending, sent, refused or dead
    due_at TIMESTAMPTZ NOT NULL,
    attempts BIGINT NOT NULL DEFAULT 0,
    possible_repeat BOOLEAN NOT NULL DEFAULT FALSE,
    claimed_by BIGINT,                          -- the worker that sends it
    sent_at TIMESTAMPTZ,
    message TEXT NOT NULL DEFAULT '',           -- the channel's id of what was sent
    reason TEXT NOT NULL DEFAULT '',
    created_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX outbox_due ON outbox (channel, id) WHERE state = 'queued';
CREATE INDEX outbox_chat ON outbox (channel, chat, id) WHERE state IN ('queued', 'sending');
CREATE INDEX outbox_fleeting ON outbox (id) WHERE fleeting;
CREATE INDEX outbox_sent ON outbox (channel, chat, message) WHERE message <> '';
CREATE INDEX outbox_choices ON outbox (channel, chat, id) WHERE choosable;
CREATE INDEX outbox_failed ON outbox (id) WHERE state IN ('refused', 'dead');

CREATE TABLE digests (
    id IDENTITY,
    unit_id BIGINT REFERENCES units (id),       -- NULL: the office (dispatchers)
    kind TEXT NOT NULL,                         -- daily
    from_at TIMESTAMPTZ NOT NULL,
    to_at TIMESTAMPTZ NOT NULL,
    pages TEXT NOT NULL,                        -- JSON: the texts, as they were sent
    counts TEXT NOT NULL DEFAULT '',            -- JSON: the figures, for the change against this one
    created_at TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX digests_one ON digests (COALESCE(unit_id, 0), kind, to_at);

-- Slow work asked for in chat (an imported file): done between transactions, answered when it is.
CREATE TABLE tasks (
    id IDENTITY,
    kind TEXT NOT NULL,
    contact_id BIGINT NOT NULL REFERENCES contacts (id),
    data TEXT NOT NULL,
    state TEXT NOT NULL,                        -- waiting, running, done or failed
    created_at TIMESTAMPTZ NOT NULL,
    started_at TIMESTAMPTZ
);
CREATE INDEX tasks_waiting ON tasks (id) WHERE state IN ('waiting', 'running');

CREATE TABLE audit (
    id IDENTITY,
    at TIMESTAMPTZ NOT NULL,
    actor_id BIGINT REFERENCES contacts (id),   -- NULL: the one who runs the machine
    action TEXT NOT NULL,
    subject TEXT NOT NULL,                      -- in words, such as the category's name
    change TEXT NOT NULL DEFAULT '',            -- JSON: table, key, before, after; empty where it cannot be undone
    undone_at TIMESTAMPTZ
);

CREATE TABLE calendar_days (
    day TEXT PRIMARY KEY,
    workday BOOLEAN NOT NULL
);

-- Single values: the polling offset, the version of the lexicon, the code that claims a new bot.
CREATE TABLE facts (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);
