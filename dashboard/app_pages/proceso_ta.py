"""Proceso TA: who does what by when, what was met, where it gets stuck, and what the PMG says."""

from dashboard.state import page_context
from presentation.pages import proceso_ta

proceso_ta.show(page_context())
