"""Datos y calidad: where every figure comes from and how it was checked."""

from dashboard.state import page_context
from presentation.pages import datos

datos.show(page_context())
