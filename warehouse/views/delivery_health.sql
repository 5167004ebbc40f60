-- Are messages going out? By channel and kind: how many wait, were sent, are dead, and how long they take.
-- waiting: messages not sent yet
-- overdue: those of them that should have been tried by now
-- oldest_waiting: since when the oldest of them waits
-- retried: messages that needed more than one attempt
-- sent: messages that went out
-- dead: messages that were given up
-- last_sent_at: when the last one went out
-- median_seconds: from writing to sending, at the median
-- last_error: the newest error of a message that is not sent
select
    channel, kind,
    count(*) filter (status = 'pending') as waiting,
    count(*) filter (
        status = 'pending' and next_attempt_at <= coalesce(getvariable('as_of')::timestamptz, now())
    ) as overdue,
    min(enqueued_at) filter (status = 'pending') as oldest_waiting,
    count(*) filter (attempts > 1) as retried,
    count(*) filter (status = 'sent') as sent,
    count(*) filter (status = 'dead') as dead,
    max(sent_at) as last_sent_at,
    round(median(epoch(sent_at) - epoch(enqueued_at)), 1) as median_seconds,
    max_by(last_error, next_attempt_at) filter (status != 'sent') as last_error
from deliveries
group by channel, kind
order by channel, kind
