"""How well reading and matching do, and how fast: labels, baselines, evaluations, benchmarks."""
