-- Each document once, in its newest version, with its rulemaking.
-- rulemaking: the family the document belongs to: RIN, docket, case or first document
-- withdrawn_by: the document that withdrew this one; null while it stands
with newest as (
    select documents.*
    from documents join publications on publications.sha256 = documents.publication_sha256
    qualify row_number() over (
        partition by document_number order by fetched_at desc, read_at desc, reader_version desc, publication_sha256
    ) = 1
), withdrawals as (
    select withdraws, min(document_number) as document_number from newest where withdraws is not null group by withdraws
)
select
    newest.*,
    coalesce(rulemakings.rulemaking, 'document ' || newest.document_number) as rulemaking,
    coalesce(by_number.document_number, by_citation.document_number) as withdrawn_by
from newest
left join rulemakings on rulemakings.document_number = newest.document_number
left join withdrawals by_number on by_number.withdraws = newest.document_number
left join withdrawals by_citation on by_citation.withdraws = newest.citation
