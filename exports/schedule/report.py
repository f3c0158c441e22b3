"""A plan on paper, and its picture."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from exports import printing
from exports.printing import Tables
from exports.schedule import sheets
from pipelines.serving import Build
from presentation import drawing
from presentation.charts.credits import credit
from presentation.plans import choices as asking
from presentation.plans import rows
from presentation.plans import view as views
from presentation.plans.view import View
from presentation.words import Text

WIDTH, TALLEST, FEW = 660.0, 690.0, 8


def picture(build: Build, view: View, t: Text, ending: str, *, today: date) -> bytes:
    """Return a plan drawn, as PNG or SVG, with where it comes from under it.

    Args:
        build: The build.
        view: The plan.
        t: Text in the language of the reader.
        ending: ``png`` or ``svg``.
        today: Day of the line of today.
    """
    chart = views.picture(view, t, today)
    note = credit(t, chart.rows, build=build, origin=view.work.origin)
    return drawing.picture(chart, t, ending, note=note)


def report(build: Build, view: View, t: Text, *, today: date) -> bytes:
    """Return a plan as PDF: when it ends and why, drawn, its path, its steps and its progress.

    Args:
        build: The build.
        view: The plan.
        t: Text in the language of the reader.
        today: Day of the line of today.
    """
    simulated = view.work.origin == "simulated"
    takeaway = rows.takeaway(view.plan, view.work, t) if view.plan else ""
    name = t("plan.calendar", place=view.place, version=view.version[f"name_{t.lang}"])
    link = printing.address("plan", **asking.query(view.choices), lang=t.lang)
    data = {
        **printing.frame(Tables(build), t, title=name, description=takeaway, link=link),
        "eyebrow": t("nav.plan"),
        "name": name,
        "lead": takeaway,
        "banner": printing.plain(t("notice.simulated")) if simulated else None,
        "kpis": _kpis(view, t),
        "sections": _sections(build, view, t, today),
        "sources": t("plan.unit"),
    }
    return printing.pdf("report", data, build, view.work)


def _sections(build: Build, view: View, t: Text, today: date) -> list[dict[str, Any]]:
    chart = views.picture(view, t, today)
    height = min(float(chart.figure.layout.height), TALLEST)
    drawn = {
        "kind": "picture",
        "title": t("plan.print_gantt"),
        "subtitle": chart.subtitle,
        "svg": drawing.svg(chart, t, title=False, width=WIDTH, height=height),
        "alt": f"{chart.takeaway}. {chart.alt}",
        "empty": t.missing,
        "missing": None,
        "note": credit(t, chart.rows, build=build, origin=view.work.origin),
    }
    path = _listed(t("plan.path_subtitle"), *sheets.path(view, t), t, title="plan.print_path")
    steps = _listed(
        "", *sheets.steps(view, t), t, title="plan.print_steps", keep=(0, 1, 2, 3, 4, 5)
    )
    heads, stands = sheets.about(build, view, t)
    stands = [line for line in stands if line[0] != t("plan.about_unit")]  # said at the end
    about = {**_listed("", heads, stands, t, title="plan.print_about"), "widths": [1, 3]}
    tall = view.plan is not None and len(view.plan.steps) > FEW
    sections = [_section([drawn]), _section([path, steps], breaks=tall)]
    if len(view.progress):
        keep = (0, 1, 2, 4, 5, 6)
        progress = _listed("", *sheets.progress(view, t), t, title="plan.print_progress", keep=keep)
        parts = [progress]
        if view.forecast:
            parts.append(_listed("", *sheets.moves(view, t), t, title="plan.print_moves"))
        sections.append(_section(parts))
    return [*sections, _section([about])]


def _section(parts: list[dict[str, Any]], *, breaks: bool = False) -> dict[str, Any]:
    return {"title": None, "lead": None, "breaks": breaks, "parts": parts}


def _listed(
    subtitle: str,
    heads: list[str],
    lines: list[list[Any]],
    t: Text,
    *,
    title: str,
    keep: tuple[int, ...] | None = None,
) -> dict[str, Any]:
    """Return rows as the table a template asks for, some of its columns."""
    chosen = keep or tuple(range(len(heads)))
    written = [[_written(row[at], t) for at in chosen] for row in lines]
    numbers = [
        n
        for n, at in enumerate(chosen)
        if lines and all(isinstance(row[at], int | float) for row in lines)
    ]
    return {
        "kind": "table",
        "size": 8,
        "title": t(title),
        "subtitle": subtitle or None,
        "head": [heads[at] for at in chosen],
        "rows": written,
        "widths": [3, *([1] * (len(chosen) - 2)), 2 if len(chosen) < 5 else 1],
        "right": numbers,
        "empty": t.missing,
        "note": None,
    }


def _kpis(view: View, t: Text) -> list[dict[str, Any]]:
    made = view.plan
    if made is None:
        return []
    critical = sum(step.is_critical for step in made.steps)
    cards = [
        (
            "plan.kpi_end",
            rows.month(t, made.end),
            t.count("plan.months", made.end - made.start + 1),
        ),
        (
            "plan.kpi_work",
            t.count("plan.months_short", made.work),
            t.count("plan.kpi_tools", len(made.steps)),
        ),
        ("plan.kpi_critical", t.number(critical), t.count("plan.at_once", view.choices.capacity)),
    ]
    return [
        {
            "label": t(label),
            "value": value,
            "detail": detail,
            "note": None,
            "origin": t(f"origin.{view.work.origin}"),
            "simulated": view.work.origin == "simulated",
            "known": True,
        }
        for label, value, detail in cards
    ]


def _written(cell: Any, t: Text) -> str:
    if cell is None or (not isinstance(cell, str) and pd.isna(cell)):
        return "–"
    if isinstance(cell, pd.Timestamp):
        return t.date(cell)
    return cell if isinstance(cell, str) else t.number(cell)
