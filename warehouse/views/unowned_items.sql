-- Which items that a document touches have no owner whom a message can reach?
-- lacks: owner (nobody is named) or address (somebody is, but no e-mail or Slack address)
-- item_name: what people call the item
-- impacts: how many open impacts the item has
-- affected: how many of them say affected
-- documents: the documents, by number
select
    items.item_id, items.name as item_name, items.vendor, items.category, items.business_unit, items.site, items.owner,
    case when items.owner = '' then 'owner' else 'address' end as lacks,
    count(*) as impacts, count(*) filter (level = 'affected') as affected,
    list(distinct document_number order by document_number) as documents
from current_items items join impacts on impacts.item_id = items.item_id
where status = 'open' and items.owner_email = '' and items.owner_slack = ''
group by all
order by affected desc, impacts desc, items.item_id
