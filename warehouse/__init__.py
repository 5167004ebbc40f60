"""What we know and since when: the DuckLake schema, loads and views."""
