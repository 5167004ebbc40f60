create table deliveries (        -- the outbox: one message to one recipient on one channel, claimed once, sent once
    delivery_id varchar,         -- idempotency key, made by the writer
    kind varchar,                -- impact alert, retraction, digest, ...
    channel varchar,             -- slack, email, preview
    recipient varchar,           -- whom: stable from run to run
    address varchar,             -- where, when it was composed
    document_number varchar,     -- what it is about; null for a digest
    findings json,               -- [{impact_id, fingerprint, status}] it tells of
    payload json,                -- the message
    thread varchar,              -- the delivery it answers
    status varchar,              -- pending, sent, dead
    claimant varchar,            -- who is sending it
    lease_until timestamptz,     -- a claim older than this may be taken over
    attempts integer,            -- claims so far
    next_attempt_at timestamptz, -- when it may be tried next
    last_error varchar,          -- what the last failed attempt met
    receipt json,                -- what the service answered: channel and ts, or Message-ID
    enqueued_at timestamptz,     -- when it was written
    sent_at timestamptz          -- when it went out
);

create table dispositions (  -- what a person decided; a row for each word, the last one holds
    disposition_id varchar,  -- idempotency key of the answer
    document_number varchar, -- through it the rulemaking
    obligation varchar,      -- blank: all of them
    item_id varchar,         -- the item
    state varchar,           -- acknowledged, affected, not affected, in review, remediated, snoozed, assigned
    justification varchar,   -- why not affected
    note varchar,            -- in their words
    decided_by varchar,      -- who
    channel varchar,         -- slack, terminal, csv
    assignee varchar,        -- assigned to
    until varchar,           -- snoozed until: a date or a stage
    expires_at timestamptz,  -- when the word must be given again
    fingerprint varchar,     -- the finding it was given on
    content_hash varchar,    -- the item row it was given on
    approval varchar,        -- final, wanted, approved, refused
    approved_by varchar,     -- who approved or refused it
    decided_at timestamptz   -- when
);
