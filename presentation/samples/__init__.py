"""Samples from the municipalities of a build."""
