-- Each document once, in the version that counts, with its rulemaking and the dates that hold after its amendments.
-- rulemaking: the family the document belongs to: RIN, docket, case or first document
-- withdrawn_by: the document that withdrew this one; null while it stands
-- gave_way_to: the document that speaks in its place: retold, amended, withdrawing, or of a later stage; null while it stands
-- gave_way_why: retells, amends, superseded, withdrawn
with withdrawals as (
    select withdraws, min(document_number) as document_number
    from newest_documents where withdraws is not null group by withdraws
)
select
    newest_documents.* replace (coalesce(amended_dates.dates, newest_documents.dates) as dates),
    coalesce(rulemakings.rulemaking, 'document ' || newest_documents.document_number) as rulemaking,
    coalesce(
        by_number.document_number, by_citation.document_number,
        case when standings.why = 'withdrawn' then standings.gives_way_to end
    ) as withdrawn_by,
    standings.gives_way_to as gave_way_to, standings.why as gave_way_why
from newest_documents
left join rulemakings on rulemakings.document_number = newest_documents.document_number
left join standings on standings.document_number = newest_documents.document_number
left join amended_dates on amended_dates.document_number = newest_documents.document_number
left join withdrawals by_number on by_number.withdraws = newest_documents.document_number
left join withdrawals by_citation on by_citation.withdraws = newest_documents.citation
