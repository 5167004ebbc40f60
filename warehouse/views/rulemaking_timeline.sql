-- What happened in each rulemaking, from its first notice to its last correction?
-- step: 1 for the rulemaking's first document, 2 for the next, ...; what only retells a document is no step
-- days_since_previous: days since the document before
-- day: published, or filed for public inspection
-- read_at: when the newest version was read
-- first_seen_at: when the document was first fetched
-- sources: the publishers that told it
-- retold_by: pages and press releases that only retell it
-- affected: open impacts of level affected
-- to_review: open impacts of level review
with seen as (
    select
        documents.document_number, min(fetched_at) as first_seen_at, list(distinct source order by source) as sources
    from documents join publications on publications.sha256 = documents.publication_sha256
    group by documents.document_number
), retold as (
    select gives_way_to, list(document_number order by document_number) as retold_by
    from standings where why = 'retells' group by gives_way_to
), counts as (
    select
        document_number,
        count(*) filter (level = 'affected') as affected,
        count(*) filter (level = 'review') as to_review
    from impacts where status = 'open' group by document_number
), placed as (
    select *, coalesce(publication_date, (filed_at at time zone 'America/New_York')::date) as day from current_documents
)
select
    rulemaking, row_number() over family as step, documents.document_number, publication_date, day, stage, relevance, title,
    citation, url, day - lag(day) over family as days_since_previous,
    corrects, extends, delays, withdraws, withdrawn_by, gave_way_to, gave_way_why, fingerprint, first_seen_at, read_at,
    sources, coalesce(retold_by, []) as retold_by, dates,
    coalesce(affected, 0) as affected, coalesce(to_review, 0) as to_review
from placed documents
left join seen on seen.document_number = documents.document_number
left join counts on counts.document_number = documents.document_number
left join retold on retold.gives_way_to = documents.document_number
where relevance != 'other' and gave_way_why is distinct from 'retells'
window family as (partition by rulemaking order by day, first_seen_at, documents.document_number)
order by rulemaking, step
