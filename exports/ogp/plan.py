"""Summary of a whole action plan on at most two pages."""

from __future__ import annotations

from typing import Any

import pandas as pd

from exports import printing
from exports.ogp.pictures import real
from pipelines.errors import FaroError
from pipelines.origins import PUBLISHED, worst
from pipelines.serving import Build
from presentation.desk.at_a_date import read
from presentation.desk.forms import suggested
from presentation.desk.milestone import state
from presentation.desk.record import Record
from presentation.words import Text

WIDTH, HEIGHT = 640.0, 140.0


def summary(build: Build, record: Record, lang: str) -> bytes:
    """Return the summary of the plan a commitment belongs to, as PDF.

    Args:
        build: The build.
        record: A commitment of the plan, at the date of the summary.
        lang: ``es`` or ``en``.
    """
    t, cycle = Text(lang), int(record.about["cycle"])
    rows = build.table(
        "out_ogp__commitment", {"cycle": cycle, "country": record.about["country"]}
    ).sort_values("commitment_id")
    own = rows[rows["is_municipal"]]
    late = _overdue(build, rows, record)
    plan = str(record.about[f"plan_{lang}"])
    country, known = t.country(str(record.about["country"])), t.date(record.as_of)
    lead = t("ogp.plan.lead", country=country, date=known)
    data = {
        "lang": lang,
        "card_level": 2,
        "publisher": t("cite.publisher"),
        "title": f"{t('ogp.plan.title')} · {plan}",
        "description": lead,
        "foot": f"Faro · {plan} · {t('word.build')} {build.build_id}",
        "page_word": t("ogp.form.page"),
        "eyebrow": t("ogp.plan.title"),
        "name": plan,
        "lead": lead,
        "kpis": _kpis(rows, own, late, t),
        "chart": printing.chart(
            lambda name: real(build, name),
            t,
            "ogp_cycles",
            build=build,
            empty=t.missing,
            width=WIDTH,
            height=HEIGHT,
            as_of=record.as_of.isoformat(),
        ),
        "municipal": [_municipal(build, code, record, t) for code in own["commitment_id"]],
        "pictures": _pictures(build, own["commitment_id"].tolist(), record, t),
        "catalogue": _catalogue(rows, t),
        "overdue": _late(late, record, t),
        "source": t("ogp.form.source", build=build.build_id, date=known),
    }
    return printing.pdf("plan", data, build, dated=record.as_of)


def _kpis(rows: pd.DataFrame, own: pd.DataFrame, late: pd.DataFrame, t: Text) -> list[Any]:
    numbers = {
        "commitments": len(rows),
        "municipal": len(own),
        "starred": int((rows["starred"] == "yes").sum()),
        "overdue": len(late),
    }
    listed = worst([PUBLISHED, *rows["origin"]])
    details = {name: t(f"ogp.plan.{name}_detail") for name in numbers}
    if listed != PUBLISHED:
        details["commitments"] = t("ogp.plan.commitments_delivered")
    return [
        {
            "label": t(f"ogp.plan.{name}"),
            "value": t.number(n),
            "detail": details[name],
            "note": None,
            "origin": t("origin.computed" if name == "overdue" else f"origin.{listed}"),
            "simulated": False,
            "known": True,
        }
        for name, n in numbers.items()
    ]


def _municipal(build: Build, code: str, record: Record, t: Text) -> dict[str, str]:
    try:
        own = read(build, code, record.as_of)
    except FaroError as error:  # it had not started yet
        return {"title": code, "text": error.in_language(t.lang), "level": ""}
    text = own.text_of("results", t.lang) or own.text_of("objective", t.lang) or t.missing
    return {
        "title": f"{code} · {own.about[f'title_{t.lang}']}",
        "text": text,
        "level": suggested(own, t),
    }


def _pictures(build: Build, codes: list[str], record: Record, t: Text) -> list[dict[str, Any]]:
    """Return the indicators of each municipal commitment, half a page wide when there are two."""
    pictures = []
    for code in codes:
        chart = printing.chart(
            lambda name: real(build, name),
            t,
            "ogp_indicators",
            build=build,
            empty=t.missing,
            width=WIDTH / 2 if len(codes) > 1 else WIDTH,
            commitment=code,
            as_of=record.as_of.isoformat(),
        )
        pictures.append({**chart, "title": f"{code} · {chart['title']}"})
    return pictures


def _catalogue(rows: pd.DataFrame, t: Text) -> dict[str, Any]:
    lines = [
        [
            row["commitment_id"],
            t.pick(row, "title"),
            t.pick(row, "area"),
            t(f"ogp.starred.{row['starred'] if isinstance(row['starred'], str) else 'unknown'}"),
        ]
        for row in rows.to_dict("records")
    ]
    return {
        "title": f"{t('ogp.kpi.commitments')}: {t.number(len(rows))}",
        "subtitle": None,
        "head": [t(f"ogp.column.{key}") for key in ("code", "title", "area", "star")],
        "rows": lines,
        "widths": [0, 4, 1.5, 1.2],
        "right": [],
        "empty": t.missing,
        "note": None,
    }


def _overdue(build: Build, rows: pd.DataFrame, record: Record) -> pd.DataFrame:
    steps, moment = real(build, "out_ogp__milestone"), pd.Timestamp(record.as_of)
    steps = steps[steps["commitment_id"].isin(rows["commitment_id"])]
    late = [state(row, moment) == "overdue" for row in steps.to_dict("records")]
    chosen = pd.Series(late, index=steps.index, dtype=bool)
    return steps[chosen].sort_values(["end_date", "milestone_id"])


def _late(late: pd.DataFrame, record: Record, t: Text) -> dict[str, Any]:
    return {
        "title": f"{t('ogp.overdue')}: {t.number(len(late))}",
        "subtitle": t("ogp.overdue_subtitle", date=t.date(record.as_of)),
        "head": [t(f"ogp.column.{key}") for key in ("code", "name", "end")],
        "rows": [
            [row["commitment_id"], t.pick(row, "name"), t.date(row["end_text"])]
            for row in late.to_dict("records")
        ],
        "widths": [0, 4, 1.5],
        "right": [],
        "empty": t("ogp.overdue_none"),
        "note": None,
    }
