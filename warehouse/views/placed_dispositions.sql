-- Which rulemaking does each word belong to, and at which stage was it said?
-- rulemaking: the family the decision is carried through, from proposal to final rule
-- said_at_stage: the stage of the document it was said of
select
    dispositions.*, coalesce(rulemakings.rulemaking, 'document ' || dispositions.document_number) as rulemaking,
    documents.stage as said_at_stage
from dispositions
left join rulemakings on rulemakings.document_number = dispositions.document_number
left join newest_documents documents on documents.document_number = dispositions.document_number
