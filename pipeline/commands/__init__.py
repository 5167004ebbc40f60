"""What people type, one module a family of commands, and what they all share: exit statuses, output, options."""
