create table assessments (        -- which documents met which items, by what code and register: the work list's memory
    assessment_id varchar,        -- one run of one document against a part of the inventory
    document_number varchar,      -- the document
    document_fingerprint varchar, -- its material content then
    scope_hash varchar,           -- what it was taken to cover
    register_hash varchar,        -- the supplier facts then
    code_version varchar,         -- of names, nexus and decision table
    model varchar,                -- the embedding model
    after_sync bigint,            -- items of later syncs were assessed ...
    through_sync bigint,          -- ... up to this one
    slice integer,                -- this part of the items ...
    slices integer,               -- ... of so many
    findings integer,             -- how many were affected or to review
    assessed_at timestamptz       -- when
);

create table impacts (       -- document x item: the current finding; earlier ones through time travel
    impact_id varchar,       -- hash of document number and item
    document_number varchar, -- the document
    item_id varchar,         -- the item
    level varchar,           -- affected, review, none
    timing varchar,          -- in force, from a date, proposed, consultation
    probability double,      -- that a careful officer calls the item affected
    basis varchar,           -- party, class, relation
    reasons varchar[],       -- in words
    rule_evidence json,      -- [{citation, quote}]
    item_evidence json,      -- [{field, value}]
    obligations json,        -- [{what, date, quote}]
    fingerprint varchar,     -- of what an owner must be told: level, timing, basis, obligations
    content_hash varchar,    -- of the whole finding
    status varchar,          -- open, closed, retracted, retired
    status_reason varchar,   -- why it is not open
    notify boolean,          -- false: found by a backfill, nobody is told
    previous json,           -- {level, timing, status, fingerprint} before the last change
    assessment_id varchar,   -- the assessment that wrote it
    opened_at timestamptz,   -- when it was found, or found again
    changed_at timestamptz,  -- when fingerprint or status last moved
    closed_at timestamptz    -- when it ceased to be open
);

create table embeddings (  -- a text is embedded once
    model varchar,         -- name and hash of the model
    text_hash varchar,     -- of the text
    vector float[],        -- cast to float[384] or the model's size in the query
    created_at timestamptz -- when
);
