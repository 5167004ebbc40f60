-- How long from publication to finding, to the alert, to the first answer, and to the decision?
-- day: the day of the document
-- published_at: filed for public inspection, else midnight in Washington of the day it was published
-- items: items it touched that somebody was told of
-- answered: items on which somebody said anything since
-- decided: items on which somebody said more than that they had seen it
-- hours_to_read: from publication until we had read it
-- hours_to_alert: from publication to the first message sent, at the median
-- hours_to_acknowledgement: from the first message to the first answer, at the median
-- hours_to_decision: from the first message to the first decision, at the median
with told as (
    select
        impacts.document_number, impacts.item_id, min(deliveries.sent_at) as told_at
    from (
        select
            delivery_id, sent_at,
            unnest(from_json(findings, '[{"impact_id": "VARCHAR", "status": "VARCHAR"}]')) as finding
        from deliveries where status = 'sent' and kind like 'impact alert: %'
    ) deliveries
    join impacts on impacts.impact_id = finding.impact_id
    group by all
), answers as (
    select
        told.document_number, told.item_id, told.told_at, min(words.decided_at) as answered_at,
        min(words.decided_at) filter (words.state in ('affected', 'not affected', 'in review', 'remediated')) as decided_at
    from told
    left join rulemakings on rulemakings.document_number = told.document_number
    left join placed_dispositions words
        on words.item_id = told.item_id and words.decided_at >= told.told_at
        and words.rulemaking = coalesce(rulemakings.rulemaking, 'document ' || told.document_number)
    group by all
), placed as (
    select
        document_number, rulemaking, stage, title,
        coalesce(publication_date, (filed_at at time zone 'America/New_York')::date) as day,
        coalesce(filed_at, publication_date::timestamp at time zone 'America/New_York') as published_at
    from current_documents
), read as (
    select document_number, min(read_at) as first_read_at from documents group by document_number
)
select
    placed.document_number, rulemaking, stage, title, day, published_at, count(*) as items,
    count(answered_at) as answered, count(decided_at) as decided,
    round((epoch(any_value(first_read_at)) - epoch(published_at)) / 3600, 1) as hours_to_read,
    round(median(epoch(told_at) - epoch(published_at)) / 3600, 1) as hours_to_alert,
    round(median(epoch(answered_at) - epoch(told_at)) / 3600, 1) as hours_to_acknowledgement,
    round(median(epoch(decided_at) - epoch(told_at)) / 3600, 1) as hours_to_decision
from answers
join placed on placed.document_number = answers.document_number
join read on read.document_number = answers.document_number
group by placed.document_number, rulemaking, stage, title, day, published_at
order by day desc, placed.document_number
