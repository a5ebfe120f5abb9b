-- Mailboxes, their events, what they ask of the outside, and what the outside reports.

-- One mailbox. Its events are the record; the rest is worked out from them and written with them.
CREATE TABLE mailbox (
    id             uuid   PRIMARY KEY,
    account        uuid   NOT NULL,          -- whose it is: what a key for one account may act for
    sequence       bigint NOT NULL,          -- how many events it has
    deadline       date,                     -- the first day on which a tick would act
    policy_version text   NOT NULL,          -- the policy that the deadline comes from
    state          bytea  NOT NULL           -- in the form that its first byte names
);

CREATE INDEX mailbox_by_deadline ON mailbox (deadline, id) WHERE deadline IS NOT NULL;
CREATE INDEX mailbox_by_policy ON mailbox (policy_version, id);
CREATE INDEX mailbox_by_account ON mailbox (account, id);

-- Who works on a mailbox, and until when: apart, so that taking hold of one does not write its state
-- again. Whoever holds it decides for it and runs its errands; a lease that is over may be taken. It is
-- written only under the lock of its mailbox, so nobody takes what is being written. Not logged: a crash of
-- the server ends every lease, and whoever held one writes nothing any more.
CREATE UNLOGGED TABLE lease (
    mailbox   uuid        PRIMARY KEY,
    claim     uuid        NOT NULL,          -- one taking of a batch, by one worker
    until     timestamptz NOT NULL,          -- by the clock of the database
    set_aside text                           -- why nothing can be done for it, in words for people
);

-- The record. An event is the JSON that the engine writes, and is never changed.
CREATE TABLE event (
    mailbox  uuid   NOT NULL REFERENCES mailbox,
    sequence bigint NOT NULL,
    body     text   NOT NULL,
    PRIMARY KEY (mailbox, sequence)
);

-- What is to be done outside: an errand is an event that asks for it.
CREATE TABLE errand (
    mailbox   uuid   NOT NULL,
    sequence  bigint NOT NULL,
    leaving   timestamptz,                   -- when a charge was marked: from then on it may have left
    done      timestamptz,
    PRIMARY KEY (mailbox, sequence),
    FOREIGN KEY (mailbox, sequence) REFERENCES event
);

CREATE INDEX errand_waiting ON errand (mailbox, sequence) WHERE done IS NULL;

-- What the outside says, each under its sender's own name, so that it comes in once.
CREATE TABLE report (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source  text   NOT NULL UNIQUE,
    mailbox uuid   NOT NULL REFERENCES mailbox,
    due     timestamptz NOT NULL,            -- not handled before
    command text   NOT NULL,
    handled timestamptz,
    verdict text
);

CREATE INDEX report_waiting ON report (due, id) WHERE handled IS NULL;
CREATE INDEX report_waiting_of_mailbox ON report (mailbox, due, id) WHERE handled IS NULL;
CREATE INDEX report_broken ON report (id) WHERE verdict LIKE 'refused, broken:%';

-- Every policy ever in force, the latest one last.
CREATE TABLE policy (
    number  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    version text   NOT NULL,
    body    text   NOT NULL,
    since   timestamptz NOT NULL DEFAULT now()
);
