"""Benchmarks are commands, not tests: pytest does not import them."""

collect_ignore_glob = ["*.py"]
