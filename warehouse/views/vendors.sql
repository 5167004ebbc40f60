-- What is known of each vendor in the inventory, by which facts, and how many of our items come from it?
-- vendor: as the inventory writes it; blank where it names none
-- items: current items
-- business_units: how many units hold them
-- affected: items that some document affects
-- to_review: items that some document may touch, and none affects
select
    known.vendor, firm, coalesce(state, 'unknown') as state, countries, reason, coalesce(facts, 0) as facts,
    coalesce(sourced, 0) as sourced, newest_fact, count(*) as items, count(distinct business_unit) as business_units,
    count(*) filter (exposed.level = 'affected') as affected, count(*) filter (exposed.level = 'review') as to_review,
    any_value(since) as since
from (select item_id, vendor, business_unit from current_items) known
left join (from vendor_standings where until is null) standing on standing.vendor = known.vendor
left join exposed_items exposed on exposed.item_id = known.item_id
group by all
order by items desc, known.vendor
