"""Solicitudes: how municipalities answer access requests; apart from active transparency."""

from dashboard.state import page_context
from presentation.pages import solicitudes

solicitudes.show(page_context())
