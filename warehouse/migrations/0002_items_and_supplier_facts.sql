create table syncs (      -- each time the inventory changed
    sync bigint,          -- 1, 2, 3, ...
    inventory varchar,    -- which inventory: a file's or system's name
    added integer,        -- items that came
    changed integer,      -- items whose row changed
    retired integer,      -- items that are no longer listed
    synced_at timestamptz -- when
);

create table items (           -- one asset of the company; a changed row is a new version
    item_id varchar,           -- the company's own identifier
    inventory varchar,         -- the inventory that lists it
    sync bigint,               -- the sync that brought this version; assessments count by it
    content_hash varchar,      -- of the row
    valid_from timestamptz,    -- from when this version held
    valid_to timestamptz,      -- until when; null for the current one
    retired_at timestamptz,    -- when the inventory listed it no longer
    name varchar,              -- what people call it
    vendor varchar,            -- maker or publisher
    model varchar,             -- as the inventory names it
    version varchar,           -- of the software, firmware or service
    kind varchar,              -- hardware, software, service
    category varchar,          -- what sort of thing it is
    description varchar,       -- in the inventory's words
    country_of_origin varchar, -- where it is made
    vendor_country varchar,    -- where the vendor sits
    supplier varchar,          -- who sold it
    owner varchar,             -- who answers for it
    owner_email varchar,       -- the owner's e-mail address
    owner_slack varchar,       -- the owner's Slack address
    business_unit varchar,     -- whose it is in the company
    site varchar,              -- where it stands
    quantity varchar,          -- as written
    criticality varchar,       -- as written
    cpe varchar,               -- CPE 2.2 or 2.3 name
    purl varchar,              -- package URL
    part_number varchar,       -- the maker's own number
    extra json                 -- the inventory's other columns
);

create table supplier_facts ( -- who stands behind a vendor name; each fact with source and date
    fact_id varchar,          -- hash of what it says and its origin
    name varchar,             -- the firm
    alias varchar,            -- another name of it
    country varchar,          -- ISO 3166 alpha-2, several joined by ";"
    parent varchar,           -- its owner
    relation varchar,         -- how they hang together
    list varchar,             -- the list it is on
    source varchar,           -- where the fact comes from
    as_of varchar,            -- the day it held, ISO
    origin varchar,           -- bundled, a file, or who reported it
    added_at timestamptz,     -- when we learned it
    removed_at timestamptz    -- when its origin said so no longer
);
