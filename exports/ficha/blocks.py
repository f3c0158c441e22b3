"""The tables of a ficha: what to mend first, publication, observations."""

from __future__ import annotations

import textwrap
from typing import Any

from exports.printing import Tables
from presentation.charts import simulated
from presentation.charts.credits import credit
from presentation.words import Text

PATHS = "out_fiscalizacion__mend_path"
CALENDAR = "out_publicacion__calendar"
CASES = "out_observaciones__case"
TARGETS = (90, 100)
STEPS, CASES_SHOWN = 10, 4
ASKED = 160  # characters of what was asked
STATES = ("published", "not_published", "not_due", "unknown")


def mend(tables: Tables, t: Text, cut: str, *, steps: int = STEPS) -> dict[str, Any]:
    """Return the cheapest path to a target, its first ``steps``.

    Args:
        tables: The tables of the build.
        t: Text in the language of the reader.
        cut: Of the municipality, five digits.
        steps: How many are shown.
    """
    rows = tables.of(PATHS, cut=cut)
    heads = ("step", "materia", "criterion", "gain", "after", "met")
    block: dict[str, Any] = {
        "title": t("print.mend.none"),
        "subtitle": None,
        "head": [t(f"print.mend.{name}") for name in heads],
        "rows": [],
        "right": [0, 3, 4, 5],
        "widths": [0, 3, 2, 0, 0, 0],
        "empty": t("print.deliver.items"),
        "note": None,
    }
    if rows.empty:
        return block
    rows = rows[rows["year"] == rows["year"].max()]
    rows = rows[rows["target_pct"] == min(set(rows["target_pct"]) & set(TARGETS), default=100)]
    rows = rows.sort_values("step")
    if rows.empty:
        return block
    first, more = rows.iloc[0], len(rows) - steps
    notes = [t.count("print.mend.more", more)] if more > 0 else []
    if (rows["weight_status"] == "illustrative").any():
        notes.append(t("print.mend.illustrative"))
    block |= {
        "title": simulated.words(
            t.count("print.mend.title", len(rows), target=t.percent(first["target_pct"], 0)),
            rows,
            t,
        ),
        "subtitle": t("print.mend.subtitle", year=first["year"]),
        "rows": [
            [
                t.number(row["step"]),
                t.pick(row, "materia"),
                t.code("criterion", row["criterion"]),
                t.points(row["gain_pts"], 1),
                t.percent(row["score_after_pct"], 1),
                t.percent(row["success_pct"], 0),
            ]
            for row in rows.head(steps).to_dict("records")
        ],
        "note": " ".join(notes) or None,
    }
    return block


def calendar(tables: Tables, t: Text, cut: str) -> dict[str, Any]:
    """Return what is known of each file and month of the last audited year.

    Args:
        tables: The tables of the build.
        t: Text in the language of the reader.
        cut: Of the municipality, five digits.
    """
    rows = tables.of(CALENDAR, cut=cut)
    block: dict[str, Any] = {
        "title": t("print.calendar.none"),
        "subtitle": None,
        "corner": t("print.calendar.file"),
        "months": [],
        "rows": [],
        "key": [],
        "words": {state: t(f"print.calendar.{state}") for state in STATES},
        "empty": t("print.deliver.publication"),
        "note": None,
    }
    if rows.empty:
        return block
    rows = rows[rows["year"] == rows["year"].max()].sort_values(["ta_file_order", "month"])
    states = rows.set_index(["ta_file", "month"])["publication_state"].to_dict()
    names = rows.drop_duplicates("ta_file")
    known = int((rows["publication_state"] == "published").sum())
    block |= {
        "title": simulated.words(
            t.count("print.calendar.title", known, year=rows["year"].iloc[0]), rows, t
        ),
        "subtitle": t("print.calendar.subtitle"),
        "months": t("print.calendar.months").split(),
        "rows": [
            {
                "name": t.pick(row, "ta_file"),
                "states": [str(states.get((row["ta_file"], m), "unknown")) for m in range(1, 13)],
            }
            for row in names.to_dict("records")
        ],
        "note": credit(t, rows, build=tables.build),
        "key": [state for state in STATES if (rows["publication_state"] == state).any()],
    }
    return block


def cases(tables: Tables, t: Text, cut: str, *, shown: int = CASES_SHOWN) -> dict[str, Any]:
    """Return the last ``shown`` observations the municipality filed, and what came of them.

    Args:
        tables: The tables of the build.
        t: Text in the language of the reader.
        cut: Of the municipality, five digits.
        shown: How many at most.
    """
    rows = tables.of(CASES, cut=cut)
    rows = rows.sort_values("date", ascending=False) if len(rows) else rows
    more = len(rows) - shown
    title = t.count("municipio.cases", len(rows)) if len(rows) else t("municipio.cases_none")
    return {
        "title": simulated.words(title, rows, t),
        "subtitle": t("municipio.cases_subtitle"),
        "head": [
            t(f"municipio.{name}") for name in ("date", "materia", "asked", "resolution", "change")
        ],
        "rows": [
            [
                t.date(row["date"]),
                t.pick(row, "materia"),
                textwrap.shorten(str(row["asked"]), ASKED, placeholder="…"),
                t.code("resolution", row["resolution"]),
                t.points(row["change_pts"], 1),
            ]
            for row in rows.head(shown).to_dict("records")
        ],
        "right": [4],
        "widths": [0, 2, 5, 2, 0],
        "empty": t("print.deliver.cases"),
        "note": t.count("print.cases_more", more) if more > 0 else None,
    }
