-- Which of our items does which document touch now, how, whose are they, and what was decided?
-- stage: stage of the document
-- title: title of the document
-- citation: where the document stands in the Federal Register
-- document_url: where people read the document
-- publication_date: day of the document
-- rulemaking: the family of documents
-- item_name: what people call the item
-- country: where it is made, ISO alpha-2; as written where it is no country we know
-- next_date: the first date of an obligation that is still ahead; null where none is
-- state: what was decided last; null where nobody decided
-- decided_by: who decided
-- content_hash: of the item's row
with today as (
    select (coalesce(getvariable('as_of')::timestamptz, now()) at time zone 'America/New_York')::date as day
), due as (
    -- many findings share their obligations: each text is taken apart once
    select obligations, min(try_cast(obligation.date as date)) as next_date
    from (
        select obligations, unnest(from_json(obligations, '[{"date": "VARCHAR"}]')) as obligation
        from (select distinct obligations::varchar as obligations from impacts where status = 'open')
    ), today
    where try_cast(obligation.date as date) >= today.day
    group by obligations
)
select
    impacts.impact_id, impacts.document_number, documents.rulemaking, documents.stage, documents.title,
    documents.citation, documents.url as document_url, documents.publication_date,
    impacts.item_id, items.name as item_name, items.vendor, items.model, items.kind, items.category,
    items.country_of_origin, coalesce(code, items.country_of_origin) as country, items.supplier, items.owner, items.owner_email, items.owner_slack,
    items.business_unit, items.site, items.criticality,
    impacts.level, impacts.timing, impacts.probability, impacts.basis, impacts.reasons,
    impacts.rule_evidence, impacts.item_evidence, impacts.obligations, due.next_date,
    impacts.fingerprint, items.content_hash, impacts.opened_at, impacts.changed_at,
    decisions.state, decisions.decided_by, decisions.decided_at, decisions.justification, decisions.expires_at,
    decisions.holds, decisions.settled, decisions.reopened, decisions.snoozed_until, decisions.assignee
from impacts
left join current_documents documents on documents.document_number = impacts.document_number
left join current_items items on items.item_id = impacts.item_id
left join country_codes on written = items.country_of_origin
left join due on due.obligations = impacts.obligations::varchar
left join decisions_on_impacts decisions on decisions.impact_id = impacts.impact_id
where impacts.status = 'open'
