-- Who may ask the API for what, and what it answered.

-- A key is `pec_<id>_<secret>`. The secret is 256 random bits, which nobody can guess or try out, so one
-- round of SHA-256 keeps it: a slow hash protects secrets that people choose.
CREATE TABLE api_key (
    id      text        PRIMARY KEY,
    hash    bytea       NOT NULL,            -- SHA-256 of the secret
    scopes  text[]      NOT NULL,
    account uuid,                            -- the only account that it sees; none where it sees all
    note    text        NOT NULL,            -- whose it is
    created timestamptz NOT NULL DEFAULT now(),
    revoked timestamptz,
    CHECK (account IS NOT NULL OR 'act' <> ALL (scopes))
);

-- What was answered under an Idempotency-Key: written in the transaction of what was done, so that there
-- is never one without the other.
CREATE TABLE api_answer (
    api_key text        NOT NULL REFERENCES api_key,
    route   text        NOT NULL,            -- method and path
    name    text        NOT NULL,            -- the Idempotency-Key
    digest  bytea       NOT NULL,            -- SHA-256 of the body that was sent
    until   timestamptz NOT NULL,            -- afterwards the name is free again
    status  smallint,                        -- none until the transaction has its answer
    body    text,
    PRIMARY KEY (api_key, route, name)
);

CREATE INDEX api_answer_by_until ON api_answer (until);

-- What somebody has to look at when it lasts: worked out from the state, and written with it.
ALTER TABLE mailbox
    ADD COLUMN charge_open_since date,                        -- a charge is unresolved or in doubt
    ADD COLUMN refund_due        date,                        -- the first day by which a refund is due
    ADD COLUMN owes_refund       boolean NOT NULL DEFAULT false;

CREATE INDEX mailbox_watched ON mailbox (id) WHERE charge_open_since IS NOT NULL OR owes_refund;
