-- The word that counts for each rulemaking, obligation and item, whether it holds, and if not, why it is open again.
-- expired: its time is over; it must be given again
-- outdated: the finding's grounds, the document's matter or the item's row have changed since
-- reopened: why it does not hold: approval wanted, refused, item changed, scope changed, expired; null where it does
-- holds: whether it does
with counting as (
    from placed_dispositions
    qualify row_number() over (
        partition by rulemaking, obligation, item_id
        order by case when state in ('snoozed', 'assigned') then 2 when state = 'acknowledged' then 1 else 0 end,
            decided_at desc, disposition_id desc
    ) = 1
), seen as (
    select
        counting.disposition_id, bool_or(
            case when coalesce(counting.grounds, '') != '' then counting.grounds != found.grounds
                else counting.fingerprint != '' and counting.fingerprint != found.fingerprint end
            or coalesce(found.moved_at > counting.decided_at, false)
        ) as moved
    from counting
    join decisions_on_impacts found on found.rulemaking = counting.rulemaking and found.item_id = counting.item_id
    group by counting.disposition_id
), judged as (
    select
        counting.*,
        coalesce(expires_at <= coalesce(getvariable('as_of')::timestamptz, now()), false) as expired,
        counting.content_hash != '' and counting.content_hash is distinct from items.content_hash as item_changed,
        coalesce(seen.moved, false) as moved
    from counting
    left join current_items items on items.item_id = counting.item_id
    left join seen on seen.disposition_id = counting.disposition_id
)
select
    * exclude (item_changed, moved), item_changed or moved as outdated,
    case
        when approval = 'wanted' then 'approval wanted'
        when approval = 'refused' then 'refused'
        when item_changed then 'item changed'
        when moved then 'scope changed'
        when expired then 'expired'
    end as reopened,
    reopened is null as holds
from judged
