-- Three roles on the PostgreSQL database that holds a DuckLake catalog, and nothing else.
-- Run as the database's superuser, in that database, before the first `icts-watch run`; give each a password of its own:
--   psql -d icts -v ON_ERROR_STOP=1 -f postgres-roles.sql
--   \password icts_owner   (and icts_writer, icts_reader)

create role icts_owner login;   -- migrates: the first run, and the first one after an upgrade
create role icts_writer login;  -- the pipeline, day by day
create role icts_reader login;  -- analysts: sql, export, report, desk, verify, evidence

do $$ begin
    execute format('revoke all on database %I from public', current_database());
    execute format('grant connect, temporary on database %I to icts_owner, icts_writer, icts_reader', current_database());
end $$;
revoke all on schema public from public;
grant usage, create on schema public to icts_owner, icts_writer;  -- create: DuckLake keeps small inserts in tables that it makes
grant usage on schema public to icts_reader;

-- The writer writes rows into the owner's tables, which it can neither change nor drop; a reader looks at everything.
alter default privileges for role icts_owner in schema public
    grant select, insert, update, delete on tables to icts_writer;
alter default privileges for role icts_owner in schema public grant select on tables to icts_reader;
alter default privileges for role icts_writer in schema public grant select on tables to icts_reader;

-- The exception: the tables in which DuckLake keeps small inserts are made and dropped day by day, so the writer owns them,
-- whoever made them, and the owner may do whatever the writer may.
grant icts_writer to icts_owner;
create function icts_small_inserts_are_the_writers() returns event_trigger
    language plpgsql security definer set search_path = pg_catalog as $$
declare made record;
begin
    for made in select object_identity from pg_event_trigger_ddl_commands()
        where object_type = 'table' and object_identity like 'public.ducklake\_inlined\_%' loop
        execute format('alter table %s owner to icts_writer', made.object_identity);
    end loop;
end $$;
create event trigger icts_small_inserts on ddl_command_end when tag in ('CREATE TABLE')
    execute function icts_small_inserts_are_the_writers();
