"""Región: its municipalities, their scores, its convenios and its publication."""

from dashboard.state import page_context
from presentation.pages import region

region.show(page_context())
