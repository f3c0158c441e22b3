"""Simulated facts → grids of what municipalities sign, adopt, declare and ask."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.demo.adoption import Event
from pipelines.demo.base import Base
from pipelines.demo.declared import Case, Declaration
from pipelines.demo.score_grids import STATES
from pipelines.demo.sheets import NAMES, Cell, Grid, Pct
from pipelines.demo.signers import Convenio

LINK = "https://simulado.invalid"
_CONVENIOS = {
    "pilot": "Piloto",
    "mgtm": "MGTM",
    "mgtm2_letter": "Carta MGTM 2.0",
    "open_government": "Gobierno Abierto",
}
_STAGES = {
    "attended": "asiste",
    "signed": "carta firmada",
    "counterpart": "contraparte nombrada",
    "started": "iniciada",
    "implemented": "implementada",
    "verified": "verificada",
}
_RESOLUTIONS = {
    "accepted": "Acogida",
    "partly_accepted": "Acogida en parte",
    "rejected": "Rechazada",
    "pending": "Pendiente",
}


def convenios(base: Base, signings: Sequence[Convenio]) -> Grid:
    """Return the signings, with dates as dates; a known signing gets no invented link.

    Args:
        base: What is published, and the random streams.
        signings: The signings, known and made up.
    """
    named = {row["cut_code"]: row for row in base.comunas}
    rows: list[list[Cell]] = [
        [
            named[c.cut]["region"],
            NAMES["plain"](named[c.cut]["comuna"]),
            c.cut,
            _CONVENIOS[c.kind],
            c.signed,
            c.end,
            c.renewed,
            f"{LINK}/convenios/{c.kind}-{c.cut}.pdf" if not c.known else None,
        ]
        for c in signings
    ]
    headers = ["Región", "Comuna", "CUT", "Tipo de convenio", "Fecha de firma", "Vigente hasta"]
    return Grid([*headers, "Fecha de renovación", "Enlace"], rows)


def stages(base: Base, events: Sequence[Event]) -> Grid:
    """Return the stages reached; sessions and letters name no tool.

    Args:
        base: What is published, and the random streams.
        events: What happened with tools, letters and sessions.
    """
    named = {row["cut_code"]: row for row in base.comunas}
    tools = base.tools("mgtm", "mgtm2")
    rows: list[list[Cell]] = [
        [
            NAMES["formal"](named[e.cut]["comuna"]),
            named[e.cut]["cplt_code"],
            tools.get(e.tool, e.tool) if e.tool else None,
            _STAGES[e.stage],
            e.day,
            f"{LINK}/evidencia/{e.cut}-{e.tool}.pdf" if e.stage == "verified" else None,
        ]
        for e in events
    ]
    headers = ["organismo_nombre", "organismo_codigo", "Herramienta", "Etapa", "Fecha", "Evidencia"]
    return Grid(headers, rows)


def self_assessments(base: Base, declarations: Sequence[Declaration]) -> Grid:
    """Return the declared states.

    Args:
        base: What is published, and the random streams.
        declarations: What municipalities declare.
    """
    named = {row["cut_code"]: row for row in base.comunas}
    materias = {row["materia_id"]: row["name_es"] for row in base.catalogue("materias")}
    rows: list[list[Cell]] = [
        [
            d.round_id[1:],
            d.cut,
            NAMES["capitals"](named[d.cut]["comuna"]),
            materias[d.materia],
            STATES[d.state],
            d.day,
        ]
        for d in declarations
    ]
    headers = ["Proceso", "cod_comuna", "Municipio", "Ítem", "Estado autoevaluado", "Fecha"]
    return Grid(headers, rows)


def observations(base: Base, cases: Sequence[Case]) -> Grid:
    """Return the observations, with scores of the materia before and after.

    Args:
        base: What is published, and the random streams.
        cases: The observations.
    """
    named = {row["cut_code"]: row for row in base.comunas}
    materias = {row["materia_id"]: row["name_es"] for row in base.catalogue("materias")}
    rows: list[list[Cell]] = [
        [
            NAMES["illustrious"](named[c.cut]["comuna"]),
            named[c.cut]["cplt_code"],
            int(c.round_id[1:]),
            materias[c.materia],
            c.day,
            c.request,
            _RESOLUTIONS[c.resolution],
            Pct(c.before),
            None if c.after is None else Pct(c.after),
        ]
        for c in cases
    ]
    headers = ["Municipalidad", "Código", "Año", "Materia", "Fecha presentación", "Qué se pidió"]
    return Grid([*headers, "Resolución", "Puntaje antes", "Puntaje después"], rows)
