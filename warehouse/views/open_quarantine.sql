-- What could not be taken in and still waits, newest first?
-- size: how many bytes are kept
select
    quarantine_id, source, name, reason, octet_length(content) as size, first_seen, last_seen, attempts
from quarantine
where resolved_at is null
order by last_seen desc, quarantine_id
