"""The pages that are read: what stands where, whatever the surface that shows them.

A page is a module here with ``show(ctx)``; those of the menu without one need a session. A page
says where things stand by ``ctx.stage`` and asks what the reader chose by ``ctx.choose``: the
dashboard draws both, the public edition (``public/``) makes a page of every choice in advance.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from presentation.context import PageContext

# Heading of the menu → pages; those under the first heading stand in the menu itself.
SECTIONS = {
    "": (
        "resumen",
        "cobertura",
        "herramientas",
        "cumplimiento",
        "publicacion",
        "solicitudes",
        "municipio",
        "gobierno_abierto",
    ),
    "models": (
        *("historia", "modelos", "diagnostico", "autoevaluacion"),
        *("plan", "proceso_ta", "muestra"),
    ),
    "explore": ("region", "comparar", "tendencias", "simulador"),
    "data": ("datos", "consultas", "entregas", "ayuda"),
}
PAGES = tuple(page for pages in SECTIONS.values() for page in pages)
_MODULES = {module.name for module in iter_modules(__path__)}
READ = tuple(page for page in PAGES if page in _MODULES)


def show_of(page: str) -> Callable[[PageContext], Any]:
    """Return what shows a page of :data:`READ`."""
    shown: Callable[[PageContext], Any] = import_module(f"{__name__}.{page}").show
    return shown
