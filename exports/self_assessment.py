"""A self-assessment with the instrument of 2025 as files: score, sheet to print, workbook.

All three work out the same :class:`Assessed` that the page shows.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from exports import printing
from pipelines import clock, serving, specs
from pipelines.errors import FaroError
from pipelines.marking import Marked, cited
from pipelines.methods.questionnaires.instrument_2025 import faults
from pipelines.serving import Build
from presentation.charts.credits import credit
from presentation.choices.self_assessment import ITEMS, NONE, Assessed, read_query, usable
from presentation.panels import autoevaluacion
from presentation.panels import autoevaluacion_cards as cards
from presentation.words import Text

COMUNAS = "core_territory__comuna"


def read(build: Build, query: Mapping[str, str]) -> Assessed:
    """Return the self-assessment that an address asks for.

    Args:
        build: The build.
        query: Query of the address.

    Raises:
        FaroError: The instrument cannot be used, or the address makes no sense.
    """
    rows = build.table(ITEMS)
    if not usable(rows):
        raise FaroError(
            "the instrument of 2025 cannot be used",
            fix="See under Data and quality, Quarantine, which of its rows, and why",
            code="no_instrument",
            es="el instrumento de 2025 no se puede usar. Vea en Datos y calidad, Cuarentena, qué "
            "filas suyas quedaron aparte, y por qué",
        )
    assessed, nonsense = read_query(query, rows, frozenset(build.table(COMUNAS)["cut"]))
    if nonsense:
        listed = ", ".join(nonsense)
        raise FaroError(
            f"the self-assessment makes no sense: {listed}",
            fix="Copy the address from the page",
            code="bad_choice",
            es=f"la autoevaluación no se entiende: {listed}. Copie la dirección desde la página",
        )
    return assessed


def place(build: Build, assessed: Assessed) -> str:
    """Return the name of the municipality; empty where none is said.

    Args:
        build: The build.
        assessed: The self-assessment.
    """
    if assessed.cut == NONE:
        return ""
    return str(build.table(COMUNAS, {"cut": assessed.cut})["comuna"].iloc[0])


def score(build: Build, assessed: Assessed, lang: str) -> Marked:
    """Return the score as JSON: total, materias, items with what they are worth, the way.

    Args:
        build: The build.
        assessed: The self-assessment.
        lang: ``es`` or ``en``.
    """
    content = {
        "instrument": "2025",
        "origin": assessed.origin,
        "caution": cited(assessed.origin, lang, provisional=serving.provisional(build)),
        "build_id": build.build_id,
        "cut": None if assessed.cut == NONE else assessed.cut,
        "answers": assessed.query().get("answers", ""),
        "answered_count": assessed.answered,
        "item_count": len(assessed.asks.items),
        "total_pct": _pct(assessed.result.total),
        "materias": [
            {
                "materia_id": name,
                "weight": assessed.asks.weights.get(name),
                "score_pct": _pct(value),
            }
            for name, value in assessed.result.materias.items()
        ],
        "items": [_item(assessed, item.item_id) for item in assessed.asks.items],
        "target_pct": float(assessed.target),
        "is_reached": assessed.reaches,
        "path": [
            {
                "item_id": step.item_id,
                "gain_pts": round(step.gain_pts, 6),
                "total_pct": round(step.total_pct, 6),
            }
            for step in assessed.path
        ],
    }
    text = json.dumps(content, ensure_ascii=False, indent=1)
    return Marked(f"{text}\n".encode(), assessed)


def _item(assessed: Assessed, item_id: str) -> dict[str, Any]:
    answer, step = assessed.answers.get(item_id), assessed.worth.get(item_id)
    item = assessed.asks.item(item_id)
    return {
        "item_id": item_id,
        "materia_id": item.materia_id,
        "scenario": answer.scenario if answer else None,
        "score_pct": _pct(assessed.result.items[item_id]),
        "gain_pts": round(step.gain_pts, 6) if step else None,
        "faults": faults(item, answer) if answer else {},
    }


def _pct(value: float | None) -> float | None:
    return None if value is None else round(100 * value, 6)


def sheet(build: Build, assessed: Assessed, lang: str) -> Marked:
    """Return the sheet of a self-assessment as PDF: score, way to the target, every answer.

    Args:
        build: The build.
        assessed: The self-assessment.
        lang: ``es`` or ``en``.
    """
    t, name, total = Text(lang, build), place(build, assessed), assessed.result.total
    title = t(f"autoevaluacion.sheet.{'title_place' if name else 'title'}", place=name)
    target = t.percent(float(assessed.target), 0)
    about = t("autoevaluacion.sheet.about", target=target, **autoevaluacion.counts(t, assessed))
    link = printing.address("autoevaluacion")
    words = {
        **printing.frame(printing.Tables(build), t, title=title, description=about, link=link),
        "eyebrow": t("autoevaluacion.sheet.eyebrow"),
        "lead": f"{about} {autoevaluacion.caution(t, assessed)}".strip(),
        "score": t("autoevaluacion.sheet.no_score") if total is None else t.percent(100 * total, 1),
        "score_label": f"{t('autoevaluacion.kpi_total')} · {t(f'origin.{assessed.origin}')}",
        "blocks": _blocks(t, assessed),
        "rule": cards.rule_lines(t),
        "rule_title": t("autoevaluacion.rule"),
        "source": credit(t, assessed.rows, build=build, origin=assessed.origin),
    }
    return printing.pdf("autoevaluacion_ta", words, build, assessed)


def _blocks(t: Text, assessed: Assessed) -> list[dict[str, Any]]:
    way = cards.way_title(t, assessed)
    if assessed.result.total is None:
        way = t("autoevaluacion.headline_out", **autoevaluacion.counts(t, assessed))
    materias, answers = t("autoevaluacion.sheet.materias"), t("autoevaluacion.answers")
    return [
        _block(way, cards.way(t, assessed), [0.5, 5, 4, 1.2, 1.1], t),
        _block(materias, cards.materias(t, assessed), [5, 1.2, 1.2, 1.2, 1.6], t),
        _block(answers, cards.answers(t, assessed), [5, 5, 1.5, 1.2], t),
    ]


def _block(title: str, table: cards.Table, widths: list[float], t: Text) -> dict[str, Any]:
    heads, rows = table
    return {
        "title": title,
        "subtitle": None,
        "head": [name for name, _ in heads],
        "rows": rows,
        "widths": widths,
        "right": [at for at, (_, is_number) in enumerate(heads) if is_number],
        "empty": t("autoevaluacion.sheet.nothing"),
        "note": None,
    }


def workbook(build: Build, assessed: Assessed, lang: str) -> Marked:
    """Return the workbook with the answers, and the score on a sheet that is not read back.

    Args:
        build: The build.
        assessed: The self-assessment.
        lang: ``es`` or ``en``.
    """
    from pipelines.ingest.checking import SELF_ASSESSMENT, Filling, Row, self_assessment_bytes

    t = Text(lang, build)
    rows = [
        Row(
            item.item_id,
            assessed.named[item.item_id]["materia_es"],
            assessed.named[item.item_id]["item_es"],
            item.indicators or None,
        )
        for item in assessed.asks.items
    ]
    code = "" if assessed.cut == NONE else assessed.cut
    filling = Filling(
        code, place(build, assessed), clock.today(), assessed.answers, _result(t, assessed)
    )
    kind = specs.kinds()[SELF_ASSESSMENT]
    return Marked(self_assessment_bytes(rows, kind, lang, filling), assessed)


def _result(t: Text, assessed: Assessed) -> list[list[str | float | None]]:
    """Return the sheet with the score: total, materias and items, numbers as numbers."""
    head: list[str | float | None] = [
        t(f"autoevaluacion.sheet.{key}") for key in ("materia", "item", "score", "gain")
    ]
    lines = [head, [t("autoevaluacion.sheet.total"), autoevaluacion.caution(t, assessed) or None,
                    _pct(assessed.result.total), None]]  # fmt: skip
    for name, value in assessed.result.materias.items():
        own = [item.item_id for item in assessed.asks.items if item.materia_id == name]
        materia = assessed.named[own[0]]["materia_es"]
        lines.append([materia, None, _pct(value), None])
        for item_id in own:
            step = assessed.worth.get(item_id)
            gain = round(step.gain_pts, 6) if step else None
            lines.append(
                [
                    materia,
                    assessed.named[item_id]["item_es"],
                    _pct(assessed.result.items[item_id]),
                    gain,
                ]
            )
    return lines
