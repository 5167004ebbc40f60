-- Which dates of which documents lie ahead, and how many of our items hang on them?
-- date: the day
-- days_left: days from today (in Washington) to the day
-- kind: comments_close, effective, compliance, applicability, hearing, expiration, other
-- quote: the words the date was read from
-- affected: open impacts of level affected
-- to_review: open impacts of level review
-- owners: how many people own these items
with today as (
    select (coalesce(getvariable('as_of')::timestamptz, now()) at time zone 'America/New_York')::date as day
), dated as (
    select
        document_number, rulemaking, stage, title, citation, url,
        unnest(from_json(dates, '[{"kind": "VARCHAR", "date": "DATE", "quote": "VARCHAR"}]')) as fact
    from current_documents where relevance != 'other' and withdrawn_by is null and gave_way_to is null
), touched as (
    select
        impacts.document_number,
        count(*) filter (level = 'affected') as affected,
        count(*) filter (level = 'review') as to_review,
        count(distinct coalesce(nullif(owner_email, ''), nullif(owner, ''))) as owners
    from impacts left join current_items on current_items.item_id = impacts.item_id
    where status = 'open' group by impacts.document_number
)
select
    fact.date as date, fact.date - today.day as days_left, fact.kind as kind, dated.document_number, rulemaking, stage,
    title, citation, url, fact.quote as quote,
    coalesce(affected, 0) as affected, coalesce(to_review, 0) as to_review, coalesce(owners, 0) as owners
from dated left join touched on touched.document_number = dated.document_number, today
where fact.date >= today.day
order by fact.date, dated.document_number
