"""The outside as documents: sources, HTTP, parsing."""
