"""Running it: doctor, the watchdog, and Airflow with what stands beside it."""
