"""The record: walked, handed over, kept as a backup, and a person blanked in it."""
