-- Which findings is nobody told of yet, or have moved since somebody was? (Found by a backfill: nobody is to be told.)
-- rulemaking: the family of documents
-- told_fingerprint: the finding that was told last; null where nobody was told
-- told_status: whether it was open then
-- news: new, changed, or ended (closed, retracted or retired after somebody was told)
with told as (
    select impact_id, told_fingerprint, told_status from last_told
    qualify row_number() over (partition by impact_id order by told_at desc, delivery_id desc) = 1
)
select
    impacts.*, rulemakings.rulemaking, told.told_fingerprint, told.told_status,
    case when impacts.status != 'open' then 'ended' when told.impact_id is null then 'new' else 'changed' end as news
from impacts
left join told on told.impact_id = impacts.impact_id
left join rulemakings on rulemakings.document_number = impacts.document_number
where impacts.notify and (
    (impacts.status = 'open' and (
        told.impact_id is null or told.told_fingerprint != impacts.fingerprint or told.told_status != 'open'
    ))
    or (impacts.status != 'open' and told.told_status = 'open')
)
