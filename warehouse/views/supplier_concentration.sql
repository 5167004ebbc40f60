-- On which firms does the inventory hang, and how much of it on firms tied to an adversary?
-- firm: the register's firm, else the vendor as the inventory writes it
-- tie: adversary (a sourced fact ties it to one), lead (something to be confirmed does), outside, unknown
-- countries: where it and its owners sit, ISO alpha-2
-- items: current items
-- share: of all current items
-- rank: 1 for the firm with most items
-- adversary_share: of all current items, those of firms tied to an adversary: the same in every row
with firms as (
    select
        coalesce(nullif(firm, ''), vendor) as firm,
        case state when 'finding' then 'adversary' when 'cleared' then 'outside' else state end as tie,
        countries, items, affected, to_review
    from vendors where vendor != ''
), whole as (
    select count(*) as items from current_items
)
select
    firms.firm, any_value(tie) as tie, any_value(countries) as countries, sum(firms.items)::bigint as items,
    round(sum(firms.items) / any_value(whole.items), 4) as share,
    sum(affected)::bigint as affected, sum(to_review)::bigint as to_review,
    row_number() over (order by sum(firms.items) desc, firms.firm) as rank,
    round(coalesce(sum(sum(firms.items)) filter (any_value(tie) = 'adversary') over (), 0) / any_value(whole.items), 4)
        as adversary_share
from firms, whole
group by firms.firm
order by rank
