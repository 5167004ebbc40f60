"""Words to people: Slack, e-mail, calendar; their outbox and senders."""
