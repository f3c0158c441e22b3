"""Cobertura: convenios over time and by region, and what came after the signature."""

from dashboard.state import page_context
from presentation.pages import cobertura

cobertura.show(page_context())
