-- The database of one provider's portfolio. A change of this file is a new user_version.

-- What the portfolio was begun with, what holds for all of it, and every policy ever in force.
CREATE TABLE setting (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- One mailbox. Its events are the record; sequence, deadline and state are worked out from them and
-- written in the same transaction. The state comes last, so that reading the others skips it.
CREATE TABLE mailbox (
    number         INTEGER NOT NULL PRIMARY KEY,  -- a short name inside this database
    id             TEXT    NOT NULL UNIQUE,
    sequence       INTEGER NOT NULL,              -- how many events it has
    deadline       TEXT,                          -- the first day on which a tick would act
    policy_version TEXT    NOT NULL,              -- the policy that the deadline comes from
    state          BLOB    NOT NULL               -- in the form that its first byte names
) STRICT;

-- The nightly question: which mailboxes are due?
CREATE INDEX mailbox_by_deadline ON mailbox (deadline, number) WHERE deadline IS NOT NULL;

-- The address, for people to read. The engine never sees it.
CREATE TABLE address (
    mailbox INTEGER NOT NULL PRIMARY KEY REFERENCES mailbox,
    address TEXT    NOT NULL UNIQUE COLLATE NOCASE,
    line    INTEGER NOT NULL                      -- where it stood in the portfolio file
) STRICT;

-- The record: the events of all mailboxes, in the order in which they were recorded, so that they are
-- only ever added at the end, and every page is filled. An event is kept in its parts, since what is
-- around the fact is the same in nearly all of them; the view below gives it whole.
CREATE TABLE record (
    id       INTEGER NOT NULL PRIMARY KEY,
    mailbox  INTEGER NOT NULL REFERENCES mailbox,
    sequence INTEGER NOT NULL,
    instant  INTEGER NOT NULL,                    -- in seconds since 1970-01-01 00:00 UTC
    zone     INTEGER NOT NULL,                    -- minutes by which its clock is ahead of UTC
    form     INTEGER NOT NULL,
    fact     TEXT    NOT NULL,                    -- as JSON
    UNIQUE (mailbox, sequence)
) STRICT;

-- The same for people and for the engine: the body is the event in JSON, as the engine writes it. A
-- view, because columns that the table worked out would be worked out at every writing too.
CREATE VIEW event (id, mailbox, sequence, at, name, body) AS
SELECT
    id, mailbox, sequence, at,
    -- The first text in the fact: alone, or the name of its one field.
    substr(fact, start, instr(substr(fact, start), '"') - 1),
    '{"form":' || form || ',"at":"' || at || '","fact":' || fact || '}'
FROM (
    SELECT
        *, instr(fact, '"') + 1 AS start,
        strftime('%Y-%m-%dT%H:%M:%S', instant + 60 * zone, 'unixepoch')
            || printf('%s%02d:%02d', iif(zone < 0, '-', '+'), abs(zone) / 60, abs(zone) % 60) AS at
    FROM record
);

-- What is to be done outside: an errand is an event that asks for it.
CREATE TABLE errand (
    record    INTEGER NOT NULL PRIMARY KEY REFERENCES record,
    delivered INTEGER                             -- so many days after its event it was sent, or
                                                  -- found not awaited any more: mostly 0, for which
                                                  -- SQLite needs no room
) STRICT;

CREATE INDEX errand_waiting ON errand (record) WHERE delivered IS NULL;

-- Charges whose request may have left: marked, and on the disk, before any leaves; gone when done with.
CREATE TABLE leaving (
    record INTEGER NOT NULL PRIMARY KEY REFERENCES errand
) STRICT;

-- The same for people.
CREATE VIEW outbox AS
SELECT event.*, date(substr(at, 1, 10), delivered || ' days') AS delivered_on
FROM errand JOIN event ON id = record;

-- What the outside says: reports of the gateway, the bank and the mailer, and holders' requests.
CREATE TABLE inbox (
    id         INTEGER NOT NULL PRIMARY KEY,
    source     TEXT    NOT NULL UNIQUE,           -- the sender's own name for it: it comes in once
    due_on     TEXT    NOT NULL,
    mailbox    INTEGER NOT NULL REFERENCES mailbox,
    command    TEXT    NOT NULL,
    handled_on TEXT,
    result     TEXT
) STRICT;

CREATE INDEX inbox_waiting ON inbox (due_on, id) WHERE handled_on IS NULL;

-- The nights, and what was done in each.
CREATE TABLE night (
    day      TEXT    NOT NULL PRIMARY KEY,
    finished INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TABLE tally (
    night TEXT    NOT NULL,
    what  TEXT    NOT NULL,
    count INTEGER NOT NULL,
    cents INTEGER NOT NULL,
    PRIMARY KEY (night, what)
) STRICT, WITHOUT ROWID;

-- The books of the simulated outside, kept by it and not by the engine: what it took from holders,
-- what it paid back to them, and what of either went back again. The closing check compares them.
CREATE TABLE world_taken (
    mailbox   INTEGER NOT NULL REFERENCES mailbox,
    reference TEXT    NOT NULL,
    cents     INTEGER NOT NULL,
    taken_on  TEXT    NOT NULL,
    told_by   INTEGER REFERENCES inbox,           -- the first report of it; none was sent yet
    PRIMARY KEY (mailbox, reference)
) STRICT, WITHOUT ROWID;

CREATE TABLE world_paid_back (
    mailbox   INTEGER NOT NULL REFERENCES mailbox,
    reference TEXT    NOT NULL,
    refund    INTEGER NOT NULL,                   -- its number in the mailbox
    cents     INTEGER NOT NULL,
    paid_on   TEXT    NOT NULL,
    told_by   INTEGER REFERENCES inbox,           -- as above
    PRIMARY KEY (mailbox, reference)
) STRICT, WITHOUT ROWID;

CREATE TABLE world_reversed (
    mailbox     INTEGER NOT NULL REFERENCES mailbox,
    reference   TEXT    NOT NULL,
    reverses    TEXT    NOT NULL,                 -- the reference of what was taken or paid back
    cents       INTEGER NOT NULL,
    reversed_on TEXT    NOT NULL,
    told_by     INTEGER REFERENCES inbox,         -- as above
    PRIMARY KEY (mailbox, reference)
) STRICT, WITHOUT ROWID;
