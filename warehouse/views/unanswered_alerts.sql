-- Which alerts went out, are still the last word to their reader, and were answered by nobody?
-- delivery_id: the alert
-- rulemaking: the family of documents
-- sent_at: when it went out
-- impacts: the open findings it told of that are neither decided nor put off
-- business_units: whose items these are
-- owners: who owns them, by name
-- owner_emails: and by e-mail address
with told as (
    select last_told.impact_id, last_told.delivery_id, last_told.recipient, last_told.channel, last_told.told_at
    from last_told where told_status = 'open' and delivery_status = 'sent' and channel != 'preview'
), answered as (
    select told.delivery_id
    from told join impacts on impacts.impact_id = told.impact_id
    left join rulemakings on rulemakings.document_number = impacts.document_number
    join placed_dispositions words
        on words.item_id = impacts.item_id and words.decided_at >= told.told_at
        and words.rulemaking = coalesce(rulemakings.rulemaking, 'document ' || impacts.document_number)
)
select
    told.delivery_id, any_value(deliveries.kind) as kind, any_value(deliveries.channel) as channel,
    any_value(deliveries.recipient) as recipient, any_value(deliveries.address) as address,
    any_value(deliveries.document_number) as document_number, any_value(decisions.rulemaking) as rulemaking,
    any_value(deliveries.sent_at) as sent_at, list(told.impact_id order by decisions.item_id) as impacts,
    list(distinct items.business_unit order by items.business_unit) as business_units,
    list(distinct items.owner order by items.owner) as owners,
    list(distinct items.owner_email order by items.owner_email) as owner_emails
from told
join deliveries on deliveries.delivery_id = told.delivery_id
join decisions_on_impacts decisions on decisions.impact_id = told.impact_id
left join current_items items on items.item_id = decisions.item_id
where deliveries.kind like 'impact alert: %'
    and decisions.snoozed_until is null
    and not (decisions.holds and decisions.state in ('not affected', 'remediated'))
    and told.delivery_id not in (select delivery_id from answered)
group by told.delivery_id
