"""When: Airflow DAGs, the assets that join them, and the triggers that wake them."""
