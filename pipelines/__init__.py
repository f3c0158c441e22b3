"""Faro's pipelines: from the files as delivered to a curated, checked, immutable build."""
