"""Who is told what and when: alerts, digests, reminders and calendars, and sending them."""
