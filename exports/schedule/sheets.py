"""A plan as a workbook and as a table."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

import pandas as pd

from pipelines.serving import Build
from pipelines.spreadsheets import books, rows_csv
from presentation.plans import rows
from presentation.plans.view import View
from presentation.words import Text

Row = list[Any]


def workbook(build: Build, view: View, t: Text) -> bytes:
    """Return a plan as XLSX: steps, critical path, capacities, progress, what it stands on.

    Args:
        build: The build.
        view: The plan.
        t: Text in the language of the reader.
    """
    sheets = [
        ("steps", *steps(view, t)),
        ("path", *path(view, t)),
        ("capacity", *_capacities(view, t)),
        *([("progress", *progress(view, t))] if len(view.progress) else []),
        *([("moves", *moves(view, t))] if view.forecast else []),
        ("about", *about(build, view, t)),
    ]
    made = datetime.fromisoformat(str(build.manifest["built_at"]))
    buffer = io.BytesIO()
    title = rows.takeaway(view.plan, view.work, t) if view.plan else ""
    with books.workbook(buffer, title=title, created=made) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "bottom": 1})
        day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})
        text = book.add_format({"text_wrap": True, "valign": "top"})
        for name, heads, lines in sheets:
            sheet = book.add_worksheet(t(f"plan.sheet.{name}"))
            sheet.freeze_panes(1, 0)
            for at, head in enumerate(heads):
                sheet.write_string(0, at, head, bold)
                sheet.set_column(at, at, 44 if at == 0 else 22, text)
            for line, row in enumerate(lines, start=1):
                for at, cell in enumerate(row):
                    books.write(sheet, line, at, cell, {"date": day, "moment": day})
    return buffer.getvalue()


def table(build: Build, view: View, t: Text) -> bytes:
    """Return the steps as CSV, the origin of every row beside it.

    Args:
        build: The build.
        view: The plan.
        t: Text in the language of the reader.
    """
    heads, lines = steps(view, t)
    about = [t(f"origin.{view.work.origin}"), build.build_id]
    cells = [[*(_plain(cell) for cell in line), *about] for line in lines]
    return rows_csv([*heads, t("plan.col.origin"), t("word.build")], cells, bom=True)


def steps(view: View, t: Text) -> tuple[list[str], list[Row]]:
    """Return the steps of a plan: headings and rows.

    Args:
        view: The plan.
        t: Text in the language of the reader.
    """
    keys = ("tool", "start", "end", "months", "basis", "slack", "critical", "place", "after")
    lines: list[Row] = [
        [
            t.pick(row, "tool"),
            row["start_date"],
            row["end_date"],
            row["months"],
            t(f"plan.basis.{row['basis']}"),
            row["slack"],
            t("word.yes" if row["is_critical"] else "word.no"),
            row["place"],
            row[f"after_{t.lang}"],
        ]
        for row in view.steps.to_dict("records")
    ]
    return [t(f"plan.col.{key}") for key in keys], lines


def about(build: Build, view: View, t: Text) -> tuple[list[str], list[Row]]:
    """Return what a plan stands on: what was asked, what was left out, where it comes from.

    Args:
        build: The build.
        view: The plan.
        t: Text in the language of the reader.
    """
    work = view.work
    names = {
        "done": t.listing([getattr(tool, t.lang) for tool in work.done]),
        "left_out": t.listing([getattr(tool, t.lang) for tool in work.left_out]),
    }
    sources = ", ".join(sorted({tool.source_id for tool in work.tools}))
    lines: list[Row] = [
        [t("plan.about_place"), f"{view.place} ({work.choices.country} {work.choices.code})"],
        [t("plan.about_version"), view.version[f"name_{t.lang}"]],
        [t("plan.about_takeaway"), rows.takeaway(view.plan, work, t) if view.plan else ""],
        *_choices(view, t),
        [t("plan.about_done"), names["done"] or "–"],
        [t("plan.about_left_out"), names["left_out"] or "–"],
        [t("plan.about_known"), t("word.yes" if work.is_known else "word.no")],
        [t("plan.about_unit"), t("plan.unit")],
        [t("plan.col.origin"), t(f"origin.{work.origin}")],
        [t("plan.about_sources"), sources],
        [t("word.build"), build.build_id],
    ]
    return [t("plan.col.what"), t("plan.col.value")], lines


def _choices(view: View, t: Text) -> list[Row]:
    """Return what the reader asked for, in words."""
    request = view.work.choices
    lines: list[Row] = [
        [t("filter.start"), rows.month(t, request.start)],
        [t("filter.capacity"), t.count("plan.at_once", request.capacity)],
    ]
    if request.deadline is not None:
        lines.append([t("filter.deadline"), rows.month(t, request.deadline)])
    if request.other:
        lines.append([t("filter.other"), t.count("plan.months", request.other)])
    if request.months:
        own = [
            f"{view.work.name(tool, t.lang)}: {t.count('plan.months', length)}"
            for tool, length in request.months
        ]
        lines.append([t("filter.months"), t.listing(own)])
    if request.after:
        pairs = [
            t("plan.pair", tool=view.work.name(a, t.lang), first=view.work.name(b, t.lang))
            for a, b in request.after
        ]
        lines.append([t("filter.after"), t.listing(pairs)])
    return lines


def path(view: View, t: Text) -> tuple[list[str], list[Row]]:
    """Return the critical path: headings and rows.

    Args:
        view: The plan.
        t: Text in the language of the reader.
    """
    made = view.plan
    heads = [t(f"plan.col.{key}") for key in ("tool", "start", "end", "why")]
    if made is None:
        return heads, []
    at = view.steps.set_index("tool_id")
    return heads, [
        [
            view.work.name(link.tool_id, t.lang),
            at.loc[link.tool_id, "start_date"],
            at.loc[link.tool_id, "end_date"],
            rows.reason(made, view.work, n, t),
        ]
        for n, link in enumerate(made.chain)
    ]


def _capacities(view: View, t: Text) -> tuple[list[str], list[Row]]:
    heads = [t("plan.col.capacity"), t("plan.col.end")]
    return heads, [[capacity, rows.month(t, end)] for capacity, end in sorted(view.ends.items())]


def progress(view: View, t: Text) -> tuple[list[str], list[Row]]:
    """Return the plan delivered against what happened: headings and rows.

    Args:
        view: The plan.
        t: Text in the language of the reader.
    """
    keys = ("tool", "start", "end", "started", "implemented", "status", "days", "seen")
    lines: list[Row] = [
        [
            t.pick(row, "tool"),
            row["planned_start"],
            row["planned_end"],
            row["date_started"],
            row["date_implemented"],
            t.code("plan_status", row["plan_status"]),
            row["days_late"],
            row["as_of"],
        ]
        for row in view.progress.to_dict("records")
    ]
    return [t(f"plan.col.{key}") for key in keys], lines


def moves(view: View, t: Text) -> tuple[list[str], list[Row]]:
    """Return what slips and what that moves: headings and rows.

    Args:
        view: The plan.
        t: Text in the language of the reader.
    """
    keys = ("tool", "before", "now", "late", "why")
    moved = rows.moves(view.forecast, view.work) if view.forecast else pd.DataFrame()
    lines: list[Row] = [
        [
            t.pick(row, "tool"),
            row["end_before"],
            row["end_after"],
            rows.away(row["late_months"], t),
            t("plan.cause" if row["is_cause"] else "plan.moved"),
        ]
        for row in moved.to_dict("records")
    ]
    return [t(f"plan.col.{key}") for key in keys], lines


def _plain(cell: Any) -> Any:
    return cell.date().isoformat() if isinstance(cell, pd.Timestamp) else cell
