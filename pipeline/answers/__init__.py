"""What people say of findings, from Slack, the terminal or a file: who may, what it does, who else hears of it."""
