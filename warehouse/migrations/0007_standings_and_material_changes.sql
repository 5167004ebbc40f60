create table standings (     -- the documents that no longer speak for themselves, and the one that speaks in their place
    document_number varchar, -- the document
    gives_way_to varchar,    -- the document that took its place, or that it became a part of
    why varchar,             -- retells, amends, superseded, withdrawn
    because varchar,         -- by what we know it
    since timestamptz        -- from when we saw it so
);

create table amended_dates ( -- the dates that hold for a document after its corrections, extensions and delays
    document_number varchar, -- the document
    dates json,              -- [{kind, date, quote, computed}]
    since timestamptz        -- from when we saw it so
);

create table material_changes (  -- what a later printing or another document moved in a document, seen when that arrived
    document_number varchar,     -- the document whose matter moved
    publication_sha256 varchar,  -- the publication that moved it
    by_document varchar,         -- the document printed there: the same one, or its correction, extension, ...
    differences json,            -- [{field, before, after}]
    seen_at timestamptz          -- when
);
