-- How complete is the inventory: which items lack a vendor, an owner, an address, or a vendor whom anybody knows?
-- inventory: which inventory lists them
-- items: current items
-- without_vendor: items that name no maker
-- without_owner: items that name nobody who answers for them
-- without_address: items whose owner has neither e-mail nor Slack address
-- vendor_unknown: items whose vendor is named, and of whom the register knows nothing
-- vendor_known: items whose vendor the register places, inside or outside the adversaries
-- known_share: vendor_known as a share of all items
select
    inventory, business_unit, count(*) as items,
    count(*) filter (items.vendor = '') as without_vendor,
    count(*) filter (owner = '' and owner_email = '' and owner_slack = '') as without_owner,
    count(*) filter (owner != '' and owner_email = '' and owner_slack = '') as without_address,
    count(*) filter (items.vendor != '' and coalesce(state, 'unknown') = 'unknown') as vendor_unknown,
    count(*) filter (items.vendor != '' and state != 'unknown') as vendor_known,
    round(vendor_known / count(*), 4) as known_share
from current_items items
left join (from vendor_standings where until is null) standing on standing.vendor = items.vendor
group by inventory, business_unit
order by items desc, inventory, business_unit
