"""What: one plain function per stage, the settings, and the icts-watch command."""
