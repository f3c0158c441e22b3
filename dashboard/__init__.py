"""The Faro dashboard: thin pages on ``pipelines.serving``."""
