"""What the server of `mortal` loads before it forks: the libraries of all stages, and nothing that has threads at work."""

import sentence_transformers  # noqa: F401

import tests.torture.mortal  # noqa: F401
