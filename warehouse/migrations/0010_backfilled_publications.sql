create table backfilled (       -- what a backfill brought in: what it means for the items of that time, nobody is told
    publication_sha256 varchar, -- the publication
    backfilled_at timestamptz   -- when
);
