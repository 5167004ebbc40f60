-- What was each recipient last told of each impact?
-- impact_id: the impact
-- told_fingerprint: the finding they were told of
-- told_status: whether it was open, retracted, ... then
-- told_at: when the message was written
-- delivery_status: pending, sent or dead
with told as (
    select
        delivery_id, recipient, channel, status as delivery_status, thread, enqueued_at as told_at,
        unnest(from_json(findings, '[{"impact_id": "VARCHAR", "fingerprint": "VARCHAR", "status": "VARCHAR"}]')) as finding
    from deliveries
)
select
    finding.impact_id, recipient, channel, finding.fingerprint as told_fingerprint, finding.status as told_status,
    delivery_id, delivery_status, thread, told_at
from told
qualify row_number() over (
    partition by finding.impact_id, recipient, channel order by told_at desc, delivery_id desc
) = 1
