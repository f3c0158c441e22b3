"""Council report and regional brief: coverage, compliance, changes and risks on paper."""

from __future__ import annotations

from typing import Any

import pandas as pd

from exports import printing
from exports.printing import Tables
from exports.report import changes, compliance, coverage, figures, risks
from exports.report.parts import Scope, brief_where_empty, columns, section
from pipelines import serving
from pipelines.marking import Marked, origin_of
from pipelines.origins import SIMULATED
from presentation.charts.credits import credit
from presentation.words import Text


def report(tables: Tables, lang: str, *, region: str | None = None) -> Marked:
    """Return the council report, or the brief of a region, as PDF.

    Args:
        tables: The tables of a build.
        lang: ``es`` or ``en``.
        region: Two digits of a region; the whole country when it is None.
    """
    with serving.of_its_time(tables.build):
        content = printing.fitted("report", words(tables, lang, region=region))
    return printing.pdf("report", content, tables.build, content["origin"])


def words(tables: Tables, lang: str, *, region: str | None = None) -> dict[str, Any]:
    """Return every word of a report, as its template asks for them.

    Args:
        tables: The tables of the build.
        lang: ``es`` or ``en``.
        region: Two digits; None for the country.
    """
    scope = Scope(tables, Text(lang, tables.build), region)
    t, cards = scope.t, figures.kpis(scope)
    sections = _brief(scope) if region else _council(scope)
    key = "brief" if region else "council"
    title = t(f"print.{key}.title", region=scope.name)
    shows = {"page": "region", "region": region} if region else {"page": "resumen"}
    link = printing.lasting(scope.build_id, t, **shows)
    shown = [rows for rows in scope.used if len(rows)] or [pd.DataFrame()]
    origin = origin_of(*scope.used, *scope.drawn)
    return {
        **printing.frame(tables, t, title=title, description=t(f"print.{key}.about"), link=link),
        "card_level": 3,
        "eyebrow": t(f"print.{key}.eyebrow"),
        "name": scope.name if region else t("print.council.name"),
        "lead": figures.headline(scope),
        "banner": printing.plain(t("print.simulated_part")) if origin == SIMULATED else None,
        "origin": origin,
        "kpis": cards,
        "sections": [brief_where_empty(t, part) for part in sections],
        "sources": credit(t, *shown, build=tables.build),
    }


def _council(scope: Scope) -> list[dict[str, Any]]:
    t = scope.t
    nation = scope.picture("national_series", wide=True, height=360)
    bodies = {
        "coverage": coverage.parts(scope),
        "compliance": compliance.parts(scope),
        "changes": changes.parts(scope),
    }
    risk = risks.part(scope)
    first = section(t("print.section.brief"), columns([risk], [_summary(scope)]), nation)
    rest = [
        section(t(f"print.section.{key}"), *parts, lead=t(f"print.section.{key}_lead"))
        for key, parts in bodies.items()
    ]
    return [first, *rest, *_annex(scope)]


def _brief(scope: Scope) -> list[dict[str, Any]]:
    t = scope.t
    moved = columns([compliance.materias(scope)], changes.parts(scope))
    return [
        section(t("print.section.brief"), risks.part(scope)),
        section(t("print.section.coverage"), *coverage.parts(scope)),
        section(t("print.section.compliance"), *compliance.parts(scope)),
        section(t("print.section.materias"), moved),
        section(t("print.section.municipalities"), compliance.municipalities(scope)),
        *_annex(scope),
    ]


def _annex(scope: Scope) -> list[dict[str, Any]]:
    """Return every municipality of the risks that name only some of theirs."""
    listed = risks.annex(scope)
    return [section(scope.t("print.section.annex"), *listed)] if listed else []


def _summary(scope: Scope) -> dict[str, Any]:
    t = scope.t
    return {
        "kind": "points",
        "title": t("print.summary.title"),
        "subtitle": t("print.summary.subtitle"),
        "items": scope.takeaways,
        "empty": t("print.deliver.chart"),
        "note": None,
    }
