"""The active transparency process: internal deadlines, their calendar, and the PMG sheet."""

from pipelines.methods.deadlines import Window, given_days, windows, year_windows

__all__ = ["Window", "given_days", "windows", "year_windows"]
