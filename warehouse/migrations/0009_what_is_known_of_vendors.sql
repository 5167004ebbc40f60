create table vendor_standings ( -- what the register knows of each vendor in the inventory, as the matching sees it
    vendor varchar,             -- as the inventory writes it; blank where it names none
    firm varchar,               -- the register's firm; blank where it knows none
    state varchar,              -- finding, lead, cleared, unknown: how it stands to the adversaries of 15 CFR 791.4
    countries varchar[],        -- where it and its owners sit, ISO alpha-2
    reason varchar,             -- why, in one sentence
    facts integer,              -- how many facts there are on the firm
    sourced integer,            -- how many of them have a source
    newest_fact varchar,        -- the day of the newest dated one, ISO; blank where none is dated
    register_hash varchar,      -- the register that was asked last
    since timestamptz,          -- from when this held
    until timestamptz           -- until when; null for what holds
);

create table country_codes ( -- how the inventory writes countries, and which they are
    written varchar,         -- as a row has it
    code varchar             -- ISO alpha-2; as written where it is no country we know
);
