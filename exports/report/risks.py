"""Risks in a report: what needs a look, each computed and counted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from exports import printing
from exports.report.compliance import MATERIAS, PUBLISHED, STANDING, last
from exports.report.coverage import CONVENIOS, NEVER
from exports.report.parts import Scope
from pipelines.marking import origin_of, with_origin
from pipelines.spreadsheets.missing import is_missing
from presentation.sorting import by_name
from presentation.words import Text

STUCK = "out_adopcion__stuck"
BREAKS, ROUNDS = "out_fiscalizacion__method_break", "core_fiscalizacion__round"
GROUPS, CHECKED = "out_fiscalizacion__round_group", "out_quality__reconciliation"
MONTHS, LOW_BAND, NAMED = 12, "score_0_49", 10


def part(scope: Scope) -> dict[str, Any]:
    """Return what needs a look, the most serious first; what is zero is left out.

    Args:
        scope: The report: its tables, its language, and its region if it is of one.
    """
    t = scope.t
    risks = [*_municipal(scope), *(_general(scope) if scope.region is None else [])]
    items = [text for rows, text in risks if rows]
    return {
        "kind": "points",
        "title": with_origin(
            t.count("print.risks.title", len(items)), origin_of(*_frames(scope)), t.lang
        ),
        "subtitle": t("print.risks.subtitle", date=t.date(scope.day)),
        "items": items,
        "empty": t("print.risks.none"),
        "note": None,
    }


def _frames(scope: Scope) -> list[pd.DataFrame]:
    names = (NEVER, STUCK, CONVENIOS, STANDING)
    frames = scope.rests_on(*names, *((MATERIAS, GROUPS) if scope.region is None else ()))
    scope.used += frames
    return frames


def _municipal(scope: Scope) -> list[tuple[int, str]]:
    never, stuck, ends = scope.rows(NEVER), scope.rows(STUCK), scope.rows(CONVENIOS)
    low = last(scope.rows(STANDING, revision=PUBLISHED))
    if len(low):
        low = low[low["band_id"] == LOW_BAND].sort_values("score_pct")
    if len(stuck):
        before = pd.Timestamp(scope.day) - pd.DateOffset(months=MONTHS)
        stuck = stuck[(stuck["tools_started"] == 0) & (stuck["date_signed"] < before)]
    if len(ends):
        start = pd.Timestamp(scope.day)
        ends = ends[ends["date_end"].between(start, start + pd.DateOffset(months=MONTHS))]
        ends = ends.sort_values(["date_end", "comuna"], key=by_name)
    return [
        _named(scope, "never_signed", never),
        _named(scope, "low", low),
        _named(scope, "stuck", stuck),
        _named(scope, "expiring", ends),
    ]


def _named(scope: Scope, key: str, rows: pd.DataFrame) -> tuple[int, str]:
    t = scope.t
    if rows.empty:
        return 0, ""
    scope.used.append(rows)
    names = list(dict.fromkeys(rows["comuna"]))
    listed = t.listing(names[:NAMED])
    if len(names) > NAMED:
        scope.cut[key] = rows.drop_duplicates("cut")
        listed = t.count("print.risks.and_more", len(names) - NAMED, names=", ".join(names[:NAMED]))
    words = t.count(f"print.risks.{key}", len(names), names=listed)
    return len(names), with_origin(words, origin_of(rows), t.lang)


def annex(scope: Scope) -> list[dict[str, Any]]:
    """Return a table of every municipality of each risk that names only the first of them.

    Args:
        scope: The report: its tables, its language, and its region if it is of one.
    """
    return [_every(scope, key, rows) for key, rows in scope.cut.items()]


def _every(scope: Scope, key: str, rows: pd.DataFrame) -> dict[str, Any]:
    t, (column, write) = scope.t, _figure(scope.t)[key]
    rows = rows.sort_values(["region_order_north_south", "comuna"], key=by_name)

    def to(cut: str) -> str:
        return printing.lasting(scope.build_id, t, "municipio", cut=cut)

    cells = [
        [
            printing.linked(row["comuna"], to(row["cut"])),
            row["region"],
            t.code("rurality", str(row["rurality"])),
            "–" if is_missing(row[column]) else write(row[column]),
        ]
        for row in rows.to_dict("records")
    ]
    listed = scope.table(
        "annex",
        rows,
        ("comuna", "region", "rurality", column),
        cells,
        title=t(f"print.annex.{key}", n=t.number(len(rows))),
        right=(3,),
        widths=(0, 1, 0, 0),
        size=7.5,
    )
    return {**listed, "is_halved": True}


def _figure(t: Text) -> dict[str, tuple[str, Callable[[Any], str]]]:
    """Return what is said of a municipality at risk: a column, and how it is written."""
    return {
        "low": ("score_pct", lambda score: t.percent(score, 1)),
        "stuck": ("date_signed", t.date),
        "expiring": ("date_end", t.date),
        "never_signed": ("cut", str),
    }


def _general(scope: Scope) -> list[tuple[int, str]]:
    t, materias = scope.t, scope.tables.of(MATERIAS)
    risks = []
    if len(materias):
        weak = materias[(materias["round_id"] == materias["round_id"].max()) & materias["is_weak"]]
        names = t.listing([t.pick(row, "materia") for row in weak.to_dict("records")])
        words = t.count("print.risks.weak", len(weak), names=names)
        risks.append((len(weak), with_origin(words, origin_of(weak), t.lang)))
    groups = scope.tables.of(GROUPS, group_id="all")
    known = groups[groups["mean_pct"].notna()]
    rounds = scope.tables.of(ROUNDS, existence="documented")
    missing = rounds[~rounds["round_id"].isin(known["round_id"])]
    breaks = scope.tables.of(BREAKS)
    differs = scope.tables.of(CHECKED, difference_kind="differs")
    for key, rows in (("breaks", breaks), ("rounds_missing", missing), ("differs", differs)):
        risks.append((len(rows), t.count(f"print.risks.{key}", len(rows))))
    return risks
