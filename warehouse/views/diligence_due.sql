-- Which vendors should be looked into again: nothing is known, only by hearsay, or the facts are old?
-- why: nothing known, no source, no date, or old
-- days_old: age of the newest dated fact
-- limit_days: facts older than this are old; 365, or what `set variable diligence_days = ...` says
with asked as (
    select
        coalesce(getvariable('diligence_days')::integer, 365) as limit_days,
        (coalesce(getvariable('as_of')::timestamptz, now()) at time zone 'America/New_York')::date as today
), aged as (
    select vendors.*, today - try_cast(newest_fact as date) as days_old, limit_days from vendors, asked where vendor != ''
)
select
    vendor, firm, state,
    case
        when facts = 0 then 'nothing known'
        when sourced = 0 then 'no source'
        when days_old is null then 'no date'
        else 'old'
    end as why,
    facts, sourced, newest_fact, days_old, limit_days, items, affected, to_review
from aged
where facts = 0 or sourced = 0 or days_old is null or days_old > limit_days
order by affected desc, to_review desc, items desc, vendor
