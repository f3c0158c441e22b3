"""Thin deliveries through the whole house: check → build → pages and files in both languages.

What the check accepts, the build takes; what the build makes, every page and file can show.
"""
