"""When and how each source is looked at, and each look's sign of life."""
