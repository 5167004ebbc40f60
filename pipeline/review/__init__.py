"""What people bring or correct: documents, scopes, supplier facts, inventories."""
