-- How many of our items were exposed at each month's end, in all and by unit, vendor, country, category, rule and stage?
-- month: first day of the month; the last ten years at most
-- dimension: all, unit, vendor, country, category, rulemaking, stage
-- value: which unit, which vendor, ...; blank for all, and where the row says nothing
-- affected: items with an open finding of level affected at the month's end, or now for the current month
-- to_review: items with none of these and one to review
with now_ as (
    select coalesce(getvariable('as_of')::timestamptz, now()) at time zone 'UTC' as moment
), first_month as (
    select greatest(
        date_trunc('month', min(opened_at at time zone 'UTC')), date_trunc('month', any_value(moment)) - interval 120 month
    ) as month from impacts, now_
), months as (
    select listed.month, datediff('month', first_month.month, listed.month) as number
    from first_month, (select unnest(generate_series(
        (select month from first_month), (select date_trunc('month', moment) from now_), interval 1 month
    )) as month) listed
), spans as (
    -- one bit for each month at whose end the finding was open, of those from the first on
    select
        item_id, document_number, level = 'affected' as sure,
        greatest(datediff('month', first_month.month, opened_at at time zone 'UTC'), 0) as since,
        least(coalesce(
            datediff('month', first_month.month, case when status != 'open' then closed_at at time zone 'UTC' end),
            datediff('month', first_month.month, moment) + 1
        ), 122) as until,
        case when until > since then (1::hugeint << until::integer) - (1::hugeint << since::integer) else 0 end as open
    from impacts, first_month, now_ where level != 'none'
), held as (
    select item_id, document_number, bit_or(open) filter (sure) as sure, bit_or(open) filter (not sure) as unsure
    from spans group by item_id, document_number
), known as (
    select item_id, business_unit, vendor, coalesce(code, country_of_origin) as country, category
    from items left join country_codes on written = country_of_origin
    qualify row_number() over (partition by item_id order by valid_from desc) = 1
), by_item as (
    select item_id, coalesce(bit_or(sure), 0) as sure, coalesce(bit_or(unsure), 0) as unsure from held group by item_id
), counted as (
    select 'all' as dimension, '' as value, sure, unsure from by_item
    union all
    select 'unit', business_unit, sure, unsure from by_item join known using (item_id)
    union all
    select 'vendor', vendor, sure, unsure from by_item join known using (item_id)
    union all
    select 'country', country, sure, unsure from by_item join known using (item_id)
    union all
    select 'category', category, sure, unsure from by_item join known using (item_id)
    union all
    select 'rulemaking', coalesce(rulemaking, ''), coalesce(bit_or(sure), 0), coalesce(bit_or(unsure), 0)
    from held left join current_documents using (document_number) group by rulemaking, item_id
    union all
    select 'stage', coalesce(stage, ''), coalesce(bit_or(sure), 0), coalesce(bit_or(unsure), 0)
    from held left join current_documents using (document_number) group by stage, item_id
), alike as (
    select dimension, value, sure, unsure & ~sure as unsure, count(*) as items from counted group by all
)
select
    month::date as month, dimension, value,
    coalesce(sum(items) filter ((sure >> number::integer) & 1 = 1), 0)::bigint as affected,
    coalesce(sum(items) filter ((unsure >> number::integer) & 1 = 1), 0)::bigint as to_review
from alike, months
group by all
having affected > 0 or to_review > 0
order by month, dimension, value
