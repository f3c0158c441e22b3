"""Notices on their way: feeds that are fetched, messages that are sent."""
