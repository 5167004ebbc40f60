-- Which findings is nobody told of yet, or have moved, or are back, since somebody was? (Found by a backfill: nobody is told.)
-- rulemaking: the family of documents
-- told_fingerprint: the finding that was told last; null where nobody was told
-- told_status: whether it was open then
-- told_at: when
-- news: new, changed, again (a snooze is over, a decision is open again), owner (the row names another owner or unit than
--     when somebody was told), or ended (closed, retracted or retired after somebody was told, and not gone on with by
--     another); what is decided or put off is no news
-- continues: impacts that somebody was told of, on this item, of documents that gave way to this one
-- continues_why: why the last of those documents gave way: retells, amends, superseded, withdrawn
-- told_by: the delivery that told it last
-- open_again: the silencing decision that does not hold any more, while nobody was told so
-- snooze_over: the snooze that is over, while nobody was told so
-- decided_state: what was decided last
-- assignee: to whom it was handed
with told as (
    select impact_id, told_fingerprint, told_status, told_at, delivery_id as told_by from last_told
    qualify row_number() over (partition by impact_id order by told_at desc, delivery_id desc) = 1
), continued as (
    select earlier.impact_id, later.impact_id as by_impact, why
    from impacts earlier
    join standings on standings.document_number = earlier.document_number
    join impacts later on later.document_number = standings.gives_way_to and later.item_id = earlier.item_id
    where earlier.status != 'open' and later.status = 'open'
), earlier as (
    select
        by_impact, list({'impact_id': continued.impact_id, 'fingerprint': told_fingerprint} order by told_at) as continues,
        max_by(why, told_at) as continues_why
    from continued join told on told.impact_id = continued.impact_id
    where told_status = 'open' group by by_impact
), decided as (
    select
        decisions_on_impacts.impact_id, state as decided_state, decided_by, reopened,
        (holds and state in ('not affected', 'remediated')) or snoozed_until is not null as silent,
        case when reopened in ('expired', 'item changed', 'scope changed') and state in ('not affected', 'remediated')
            and coalesce(told_at <= decided_at, true) then disposition_id end as open_again,
        case when coalesce(told_at < snooze_over_since, true) then snooze_over end as snooze_over
    from decisions_on_impacts left join told on told.impact_id = decisions_on_impacts.impact_id
), owned as (
    select told.impact_id
    from told
    join impacts on impacts.impact_id = told.impact_id
    join items was on was.item_id = impacts.item_id
        and was.valid_from <= told_at and (was.valid_to is null or was.valid_to > told_at)
    join current_items now_ on now_.item_id = impacts.item_id
    where (was.owner, was.owner_email, was.owner_slack, was.business_unit)
        is distinct from (now_.owner, now_.owner_email, now_.owner_slack, now_.business_unit)
), handed as (
    select rulemaking, item_id, assignee from placed_dispositions where state = 'assigned' and obligation = ''
    qualify row_number() over (partition by rulemaking, item_id order by decided_at desc, disposition_id desc) = 1
)
select
    impacts.*, rulemakings.rulemaking, told.told_fingerprint, told.told_status, told.told_at, told.told_by,
    continues, continues_why, decided_state, decided_by, reopened, open_again, snooze_over, handed.assignee,
    case
        when impacts.status != 'open' then 'ended'
        when told.impact_id is null then 'new'
        when told.told_fingerprint != impacts.fingerprint or told.told_status != 'open' then 'changed'
        when open_again is not null or snooze_over is not null then 'again'
        else 'owner' end as news
from impacts
left join told on told.impact_id = impacts.impact_id
left join rulemakings on rulemakings.document_number = impacts.document_number
left join earlier on earlier.by_impact = impacts.impact_id
left join decided on decided.impact_id = impacts.impact_id
left join handed on handed.item_id = impacts.item_id
    and handed.rulemaking = coalesce(rulemakings.rulemaking, 'document ' || impacts.document_number)
where impacts.notify and (
    (impacts.status = 'open' and not silent and (
        told.impact_id is null or told.told_fingerprint != impacts.fingerprint or told.told_status != 'open'
        or open_again is not null or snooze_over is not null
        or (impacts.impact_id in (select impact_id from owned) and handed.assignee is null)
    ))
    or (
        impacts.status != 'open' and told.told_status = 'open'
        and impacts.impact_id not in (select impact_id from continued)
    )
)
