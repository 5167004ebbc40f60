-- What was decided on each open impact, does it hold, and if not, why is it open again?
-- rulemaking: the family the decision is carried through
-- stage: stage of the impact's document
-- grounds: level and basis of the finding: what a decision rests on; timing, days and wording are no part of it
-- fingerprint: the finding as it stands
-- item_hash: the item's row as it stands
-- moved_at: when a later printing or a correction last moved the document's matter, its dates aside
-- disposition_id: the word that counts: the last judgement, else the last acknowledgement; null where nobody spoke
-- state: affected, not affected, in review, remediated, acknowledged
-- reopened: why the word does not hold: approval wanted, refused, item changed, scope changed, expired; null where it does
-- holds: whether it does
-- settled: whether a decision holds; to have seen it, or to look into it, is none yet
-- snoozed_until: the day or "next stage" until which it is put off; null where it is not, or no longer
-- snooze_over: the snooze that is over, while nobody has decided since
-- snooze_over_since: when it ended
-- assignee: to whom it was handed
with moment as (
    select point, (point at time zone 'America/New_York')::date as day
    from (select coalesce(getvariable('as_of')::timestamptz, now()) as point)
), found as (
    select
        impacts.impact_id, impacts.document_number, impacts.item_id, impacts.fingerprint, impacts.opened_at,
        coalesce(rulemakings.rulemaking, 'document ' || impacts.document_number) as rulemaking, documents.stage,
        impacts.level || ': ' || impacts.basis as grounds, items.content_hash as item_hash
    from impacts
    left join rulemakings on rulemakings.document_number = impacts.document_number
    left join newest_documents documents on documents.document_number = impacts.document_number
    left join current_items items on items.item_id = impacts.item_id
    where impacts.status = 'open'
), words as (
    from placed_dispositions where obligation = ''
), judged as (
    from words where state in ('affected', 'not affected', 'in review', 'remediated', 'acknowledged')
    qualify row_number() over (
        partition by rulemaking, item_id order by state = 'acknowledged', decided_at desc, disposition_id desc
    ) = 1
), snoozed as (
    select *, try_cast(until as date) as day from words where state = 'snoozed'
    qualify row_number() over (partition by rulemaking, item_id order by decided_at desc, disposition_id desc) = 1
), handed as (
    from words where state = 'assigned'
    qualify row_number() over (partition by rulemaking, item_id order by decided_at desc, disposition_id desc) = 1
), moved as (
    select document_number, max(seen_at) as moved_at
    from (
        select document_number, seen_at, unnest(from_json(differences, '[{"field": "VARCHAR"}]')) as difference
        from material_changes
    )
    where difference.field not in ('dates', 'stage') group by document_number
), put_off as (
    select
        found.impact_id, snoozed.disposition_id, snoozed.until,
        case when snoozed.day is null then snoozed.said_at_stage = found.stage else moment.day < snoozed.day end as still,
        coalesce(snoozed.day::timestamp at time zone 'America/New_York', found.opened_at) as over_since
    from found
    join snoozed on snoozed.rulemaking = found.rulemaking and snoozed.item_id = found.item_id
    left join judged on judged.rulemaking = found.rulemaking and judged.item_id = found.item_id, moment
    where judged.decided_at is null or judged.state = 'acknowledged' or judged.decided_at < snoozed.decided_at
)
select
    found.impact_id, found.document_number, found.item_id, found.rulemaking, found.stage, found.grounds,
    found.fingerprint, found.item_hash, moved.moved_at,
    judged.disposition_id, judged.state, judged.justification, judged.note, judged.decided_by, judged.decided_at,
    judged.expires_at, judged.approval, judged.approved_by,
    case
        when judged.disposition_id is null then null
        when judged.approval = 'wanted' then 'approval wanted'
        when judged.approval = 'refused' then 'refused'
        when judged.content_hash != '' and judged.content_hash is distinct from found.item_hash then 'item changed'
        when coalesce(judged.grounds, '') != '' and judged.grounds != found.grounds then 'scope changed'
        when coalesce(judged.grounds, '') = '' and judged.fingerprint != '' and judged.fingerprint != found.fingerprint
            then 'scope changed'
        when moved.moved_at > judged.decided_at then 'scope changed'
        when judged.expires_at <= moment.point then 'expired'
    end as reopened,
    judged.disposition_id is not null and reopened is null as holds,
    coalesce(holds and judged.state in ('affected', 'not affected', 'remediated'), false) as settled,
    case when put_off.still then put_off.until end as snoozed_until,
    case when not put_off.still then put_off.disposition_id end as snooze_over,
    case when not put_off.still then put_off.over_since end as snooze_over_since,
    handed.assignee
from found
left join judged on judged.rulemaking = found.rulemaking and judged.item_id = found.item_id
left join handed on handed.rulemaking = found.rulemaking and handed.item_id = found.item_id
left join moved on moved.document_number = found.document_number
left join put_off on put_off.impact_id = found.impact_id, moment
