-- Which of our items does any document touch now, and how gravely at most?
-- level: affected where some document affects it, else review
-- documents: how many documents touch it
-- affected: how many of them affect it
-- decided: on how many of them a decision holds
select
    impacts.item_id, if(bool_or(level = 'affected'), 'affected', 'review') as level, count(*) as documents,
    count(*) filter (level = 'affected') as affected,
    count(*) filter (settled) as decided
from impacts left join decisions_on_impacts decisions on decisions.impact_id = impacts.impact_id
where impacts.status = 'open' and level != 'none'
group by impacts.item_id
