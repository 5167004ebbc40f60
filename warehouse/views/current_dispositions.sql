-- The word that holds for each rulemaking, obligation and item, and whether it still does.
-- rulemaking: the family the decision is carried through, from proposal to final rule
-- expired: its time is over; it must be given again
-- outdated: the finding or the item's row has changed since
with placed as (
    select dispositions.*, coalesce(rulemaking, 'document ' || dispositions.document_number) as rulemaking
    from dispositions left join rulemakings on rulemakings.document_number = dispositions.document_number
), last_word as (
    select * from placed
    qualify row_number() over (
        partition by rulemaking, obligation, item_id order by decided_at desc, disposition_id desc
    ) = 1
)
select
    last_word.*,
    coalesce(expires_at <= coalesce(getvariable('as_of')::timestamptz, now()), false) as expired,
    (last_word.content_hash != '' and last_word.content_hash is distinct from current_items.content_hash)
    or (
        last_word.fingerprint != '' and not exists (
            from impacts
            where impacts.item_id = last_word.item_id and impacts.fingerprint = last_word.fingerprint and impacts.status = 'open'
        )
    ) as outdated
from last_word left join current_items on current_items.item_id = last_word.item_id
