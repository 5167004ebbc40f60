-- What happened in each rulemaking, from its first notice to its last correction?
-- step: 1 for the rulemaking's first document, 2 for the next, ...
-- days_since_previous: days since the document before
-- read_at: when the newest version was read
-- first_seen_at: when the document was first fetched
-- affected: open impacts of level affected
-- to_review: open impacts of level review
with seen as (
    select documents.document_number, min(fetched_at) as first_seen_at
    from documents join publications on publications.sha256 = documents.publication_sha256
    group by documents.document_number
), counts as (
    select
        document_number,
        count(*) filter (level = 'affected') as affected,
        count(*) filter (level = 'review') as to_review
    from impacts where status = 'open' group by document_number
)
select
    rulemaking, row_number() over family as step, documents.document_number, publication_date, stage, title, citation,
    url, publication_date - lag(publication_date) over family as days_since_previous,
    corrects, extends, delays, withdraws, withdrawn_by, fingerprint, first_seen_at, read_at,
    coalesce(affected, 0) as affected, coalesce(to_review, 0) as to_review
from current_documents documents
left join seen on seen.document_number = documents.document_number
left join counts on counts.document_number = documents.document_number
where relevance != 'other'
window family as (partition by rulemaking order by publication_date, first_seen_at, documents.document_number)
order by rulemaking, step
