"""Faro side by side with the least that could do the same: `python -m benchmarks`."""
