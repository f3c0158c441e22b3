"""Which pages there are, under which headings of the menu, and which need no session."""

from __future__ import annotations

from pathlib import Path

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
HERE = Path(__file__).with_name("pages")
# Those with a module there: whoever has their choices can make them.
READ = tuple(page for page in PAGES if (HERE / f"{page}.py").is_file())
# Those whose levers need a session, and what follows from them does not.
OUTCOMES = Path(__file__).with_name("outcomes")
MOVED = tuple(page for page in PAGES if (OUTCOMES / f"{page}.py").is_file())
ALONE = (*READ, *MOVED)  # pages whose cards can be shown alone
