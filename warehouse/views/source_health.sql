-- What did each source give us, when last, and how much of it could not be taken in?
-- source: the publisher
-- publications: how many publications we keep
-- last_fetched_at: when something new was last fetched
-- unreadable: publications that no document could be read from
-- quarantined: things that still wait in quarantine
with refused as (
    select publication_sha256, bool_and(problem is not null) as unreadable from readings group by publication_sha256
), kept as (
    select
        source, count(*) as publications, max(fetched_at) as last_fetched_at,
        count(*) filter (coalesce(unreadable, false)) as unreadable
    from publications left join refused on refused.publication_sha256 = publications.sha256
    group by source
), aside as (
    select source, count(*) as quarantined from quarantine where resolved_at is null group by source
)
select
    coalesce(kept.source, aside.source) as source, coalesce(publications, 0) as publications, last_fetched_at,
    coalesce(unreadable, 0) as unreadable, coalesce(quarantined, 0) as quarantined
from kept full join aside on aside.source = kept.source
order by source
