-- What changed, and when? One line for each thing that came, moved or ended; ask for a time span.
-- seen_at: when we saw it
-- what: document read, document moved, finding opened, finding changed, finding ended, item, supplier fact, decision, message
-- subject: the document's, item's or firm's own number or name
-- document_number: the document it belongs to; null where it belongs to none
-- words: in words
select read_at as seen_at, 'document read' as what, document_number as subject, document_number, stage || ': ' || title as words
from (from documents qualify row_number() over (partition by document_number order by read_at) = 1)
where relevance != 'other'
union all
select seen_at, 'document moved', document_number, document_number, 'by ' || by_document
from material_changes
union all
select opened_at, 'finding opened', item_id, document_number, level || ', ' || timing
from impacts where level != 'none'
union all
select changed_at, 'finding changed', item_id, document_number, level || ', ' || timing
from impacts where level != 'none' and status = 'open' and changed_at > opened_at
union all
select closed_at, 'finding ended', item_id, document_number, concat_ws(': ', status, status_reason)
from impacts where closed_at is not null and level != 'none'
union all
select valid_from, 'item came or changed', item_id, null, concat_ws(', ', name, vendor) from items
union all
select retired_at, 'item retired', item_id, null, concat_ws(', ', name, vendor) from items where retired_at is not null
union all
select changed_at, 'supplier fact', name, null, concat_ws(' ', change, list, 'from', origin)
from register_changes where not first_load
union all
select decided_at, 'decision', item_id, document_number, concat_ws(' ', state, justification, 'by', decided_by)
from dispositions
union all
select sent_at, 'message sent', recipient, document_number, kind || ' on ' || channel
from deliveries where status = 'sent'
order by seen_at desc, what, subject
