alter table quarantine add column resolved_at timestamptz; -- when it was taken in after all; null while it waits
alter table quarantine add column resolved_by varchar; -- what took it in: a version of the reader, or a sync
