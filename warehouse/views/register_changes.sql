-- Which firms came onto a list, left it, or are described otherwise, and when did the register learn it?
-- changed_at: when the register learnt it
-- origin: who says so: the publisher of a watch list (fcc, dod, trade), bundled, company, or who reported it
-- list: the list; blank where the facts name none
-- name: the firm
-- change: added, removed, or changed (listed before and after, with other facts)
-- facts_added: facts on the firm that came
-- facts_removed: facts on the firm that went
-- first_load: this was the first that we had from this origin, so it is no news
with moved as (
    select origin, list, name, added_at as changed_at, 1 as added, 0 as removed from supplier_facts
    union all
    select origin, list, name, removed_at, 0, 1 from supplier_facts where removed_at is not null
), counted as (
    select origin, list, name, changed_at, sum(added) as facts_added, sum(removed) as facts_removed
    from moved group by all
), followed as (
    select
        *,
        sum(facts_added - facts_removed) over (partition by origin, list, name order by changed_at) as after,
        min(changed_at) over (partition by origin) as first_at
    from counted
)
select
    changed_at, origin, list, name,
    case when after = 0 then 'removed' when after = facts_added - facts_removed then 'added' else 'changed' end as change,
    facts_added::bigint as facts_added, facts_removed::bigint as facts_removed, changed_at = first_at as first_load
from followed
order by changed_at desc, origin, list, name
