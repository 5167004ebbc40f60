create table publications ( -- what a source gave us, byte for byte; never changed
    sha256 varchar,         -- hash of content and metadata: the publication's identity
    source varchar,         -- the publisher's module: federal_register, bis, ...
    key varchar,            -- what the publisher calls it: a document number, a page address, a file name
    url varchar,            -- where it was fetched
    media_type varchar,     -- what the publisher said it is
    content blob,           -- the bytes as they came
    metadata blob,          -- what the source said about it beside the content
    fetched_at timestamptz  -- when it was fetched
);

create table readings (         -- which publication was read by which version of the reader, whatever came of it
    publication_sha256 varchar, -- the publication
    reader_version varchar,     -- the reader
    documents integer,          -- how many documents it held
    problem varchar,            -- why it could not be read, if so
    read_at timestamptz         -- when
);

create table documents (                -- a publication read: a row for each version of a document
    document_number varchar,            -- FR document number, or the publisher's own
    publication_sha256 varchar,         -- the publication it was read from
    reader_version varchar,             -- the reader that read it
    read_at timestamptz,                -- when
    relevance varchar,                  -- icts, adjacent, other
    fingerprint varchar,                -- of the material content; typography does not move it
    type varchar,                       -- RULE, PRORULE, NOTICE, PRESDOCU
    stage varchar,                      -- where in its life the rulemaking stands with this document
    title varchar,                      -- as printed
    action varchar,                     -- the ACTION line
    abstract varchar,                   -- the SUMMARY
    agencies varchar[],                 -- names as the API spells them
    publication_date date,              -- the day of the issue
    filed_at timestamptz,               -- filed for public inspection
    citation varchar,                   -- 89 FR 52434
    start_page integer,                 -- first page
    rins varchar[],                     -- regulation identifier numbers
    agency_dockets varchar[],           -- docket numbers of the agency; they change from stage to stage
    regulations_dot_gov_docket varchar, -- docket at regulations.gov
    cfr_references json,                -- [{title, part}]
    dates json,                         -- [{kind, date, quote, computed}]
    corrects varchar,                   -- the document this one corrects
    extends varchar,                    -- ... whose comment period it extends
    delays varchar,                     -- ... whose effective date it delays
    withdraws varchar,                  -- ... it withdraws
    continues varchar,                  -- ... it continues
    fr_citations varchar[],             -- other documents it cites
    url varchar,                        -- where people read it
    passages json,                      -- [{section, paragraph, page, text, kind, emphasized}]
    problems varchar[]                  -- what could not be read
);

create table rulemakings (   -- the family each document belongs to; a later document may join two families
    document_number varchar, -- the document
    rulemaking varchar,      -- the family's best key: RIN, docket, case or first document
    since timestamptz        -- from when we saw it so
);

create table scopes (        -- what a document covers, as read or as a reviewer amended it
    scope_id varchar,        -- hash of the other columns but the time
    document_number varchar, -- the document
    fingerprint varchar,     -- the document's fingerprint when it was read
    scope json,              -- models.scope.Scope
    scope_hash varchar,      -- of the scope alone
    amended_by varchar,      -- the reviewer; null as read from the text
    note varchar,            -- why it was amended
    created_at timestamptz   -- when
);

create table quarantine (   -- what could not be taken in; nothing is lost
    quarantine_id varchar,  -- hash of source, name and content
    source varchar,         -- publisher, or inventory, suppliers, ...
    name varchar,           -- file, address or row
    reason varchar,         -- why
    content blob,           -- the bytes
    first_seen timestamptz, -- when it was first tried
    last_seen timestamptz,  -- when it was last tried
    attempts integer        -- how often it was tried
);
