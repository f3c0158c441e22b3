"""Tendencias y efecto: what changed, what of it compares, and what can be claimed."""

from dashboard.state import page_context
from presentation.pages import tendencias

tendencias.show(page_context())
