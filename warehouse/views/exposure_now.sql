-- How many of our items are exposed now, in all and by unit, vendor, country, category, rule, stage, site and owner?
-- dimension: all, unit, vendor, country, category, site, owner, rulemaking, stage
-- value: which unit, which vendor, ...; blank for all, and where the row says nothing
-- affected: items with an open finding of level affected
-- to_review: items with none of these and one to review
-- undecided: of both, items with a finding on which no decision holds
with findings as (
    select
        impacts.item_id, impacts.document_number, level = 'affected' as sure,
        not coalesce(settled, false) as undecided
    from impacts left join decisions_on_impacts decisions on decisions.impact_id = impacts.impact_id
    where impacts.status = 'open' and level != 'none'
), by_item as (
    select item_id, bool_or(sure) as sure, bool_or(undecided) as undecided from findings group by item_id
), known as (
    select
        item_id, business_unit, vendor, coalesce(code, country_of_origin) as country, category, site,
        coalesce(nullif(owner, ''), owner_email) as owner
    from current_items left join country_codes on written = country_of_origin
), counted as (
    select 'all' as dimension, '' as value, sure, undecided from by_item
    union all
    select 'unit', business_unit, sure, undecided from by_item join known using (item_id)
    union all
    select 'vendor', vendor, sure, undecided from by_item join known using (item_id)
    union all
    select 'country', country, sure, undecided from by_item join known using (item_id)
    union all
    select 'category', category, sure, undecided from by_item join known using (item_id)
    union all
    select 'site', site, sure, undecided from by_item join known using (item_id)
    union all
    select 'owner', owner, sure, undecided from by_item join known using (item_id)
    union all
    select 'rulemaking', coalesce(rulemaking, ''), bool_or(sure), bool_or(undecided)
    from findings left join current_documents using (document_number) group by rulemaking, item_id
    union all
    select 'stage', coalesce(stage, ''), bool_or(sure), bool_or(undecided)
    from findings left join current_documents using (document_number) group by stage, item_id
)
select
    dimension, value, count(*) filter (sure) as affected, count(*) filter (not sure) as to_review,
    count(*) filter (undecided) as undecided
from counted
group by dimension, value
order by dimension, affected desc, to_review desc, value
