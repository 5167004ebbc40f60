-- How many of our items were exposed in each month, by level, stage, rulemaking, unit, vendor, country and category?
-- month: first day of the month
-- level: as it is now; for how it was seen then, ask the warehouse as of that time
-- stage: stage of the document
-- rulemaking: the family of documents
-- items: items with an impact open at the month's end, or now for the current month
-- opened: impacts found in the month
-- ended: impacts closed, retracted or retired in the month
with now_ as (
    select coalesce(getvariable('as_of')::timestamptz, now()) at time zone 'UTC' as moment
), spans as (
    select
        impacts.item_id, impacts.level, documents.stage, documents.rulemaking,
        items.business_unit, items.vendor, items.country_of_origin, items.category,
        opened_at at time zone 'UTC' as opened, case when status != 'open' then closed_at at time zone 'UTC' end as ended
    from impacts
    left join current_documents documents on documents.document_number = impacts.document_number
    left join (
        from items qualify row_number() over (partition by item_id order by valid_from desc) = 1
    ) items on items.item_id = impacts.item_id
    where impacts.level != 'none'
), months as (
    select unnest(generate_series(
        (select date_trunc('month', min(opened)) from spans), (select date_trunc('month', moment) from now_), interval 1 month
    )) as month
)
select
    month::date as month, level, stage, rulemaking, business_unit, vendor, country_of_origin, category,
    count(distinct item_id) filter (ended is null or ended >= month + interval 1 month) as items,
    count(*) filter (opened >= month) as opened,
    count(*) filter (ended >= month and ended < month + interval 1 month) as ended
from months join spans on opened < month + interval 1 month and (ended is null or ended >= month)
group by all
order by all
