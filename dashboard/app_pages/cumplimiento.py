"""Cumplimiento: how the scores of a round are spread, where, and what changed."""

from dashboard.state import page_context
from presentation.pages import cumplimiento

cumplimiento.show(page_context())
