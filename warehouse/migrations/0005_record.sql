create table record (        -- append-only: each entry carries the hash of the one before
    seq bigint,              -- 1, 2, 3, ...
    previous_hash varchar,   -- of entry seq - 1; blank for the first
    hash varchar,            -- sha256 of seq, previous_hash, recorded_at in microseconds, kind, about, facts, payload_hash joined by "|"
    recorded_at timestamptz, -- when
    kind varchar,            -- publication, assessment, delivery, decision, ...
    about varchar,           -- the table whose rows the facts are
    facts varchar,           -- JSON [[key, digest of the row]], sorted by key
    payload varchar,         -- JSON; null once personal data was blanked
    salt varchar,            -- so that a blanked payload cannot be guessed from its hash
    payload_hash varchar     -- sha256 of salt and payload
);

create table record_head ( -- one row; claimed by an update, so that two writers cannot fork the record
    seq bigint,            -- the last entry
    hash varchar           -- its hash
);

insert into record_head values (0, '');

create table runs (         -- what the stages did
    run_id varchar,         -- one run of one stage
    stage varchar,          -- poll, read, sync, assess, tell, ...
    status varchar,         -- running, done, failed
    counts json,            -- what the stage counted
    error varchar,          -- what stopped it
    started_at timestamptz, -- when it began
    finished_at timestamptz -- when it ended
);
