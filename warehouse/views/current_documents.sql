-- Each document once, in its newest version, with its rulemaking.
-- rulemaking: the family the document belongs to: RIN, docket, case or first document
-- withdrawn_by: the document that withdrew this one; null while it stands
with withdrawals as (
    select withdraws, min(document_number) as document_number
    from newest_documents where withdraws is not null group by withdraws
)
select
    newest_documents.*,
    coalesce(rulemakings.rulemaking, 'document ' || newest_documents.document_number) as rulemaking,
    coalesce(by_number.document_number, by_citation.document_number) as withdrawn_by
from newest_documents
left join rulemakings on rulemakings.document_number = newest_documents.document_number
left join withdrawals by_number on by_number.withdraws = newest_documents.document_number
left join withdrawals by_citation on by_citation.withdraws = newest_documents.citation
