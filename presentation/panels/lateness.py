"""What researchers ask of punctuality, each question with its answer, interval and caveat."""

from __future__ import annotations

from typing import Any

import pandas as pd

from presentation import data
from presentation.cards.cards import card, card_head, html_card
from presentation.cards.exact import exact
from presentation.charts.simulated import words
from presentation.context import PageContext
from presentation.markup.html import Safe, join, tag
from presentation.markup.tables import data_table

PAGE, VIEW = "tendencias", "publication"
TABLE, FILES = "out_publicacion__lateness", "core_catalogue__ta_file"
QUESTIONS = ("change", "tenth", "size", "trait")
METRICS = ("lateness_answer", "lateness_answer_low", "lateness_answer_high")
ALL = "all"
BELOW = "display:block;margin-top:.35em"
WRITTEN = {"points": ("percentage_points", 1), "percent": ("percent", 0), "times": (None, 1)}
TRAIT = 0.5  # half of what differs between shares is between municipalities
Answer = dict[str, Any]


def show(ctx: PageContext) -> None:
    """Show the questions with their answers, and the files and months behind the first.

    Args:
        ctx: The page's context.
    """
    card("lateness", _answers(ctx))
    if not data.figures(ctx.build_id, "lateness_answer").empty:
        card("lateness_files", _by_file(ctx))


@data.drawn
def levels(ctx: PageContext) -> tuple[str, str, str] | None:
    """Return the last year watched and its first and last month with their shares, in words.

    Args:
        ctx: The page's context.
    """
    t, rows = ctx.t, data.figures(ctx.build_id, "lateness_answer", measure="level")
    if rows.empty:
        return None
    rows = rows.sort_values("member", key=lambda column: column.astype(int))
    first, last = (
        f"{t(f'month.{row.member}')}: {t.percent(row.lateness_answer, 0)}"
        for row in (rows.iloc[0], rows.iloc[-1])
    )
    files = data.figures(ctx.build_id, "lateness_answer", measure="trend")
    return first, last, t.number((files["member"] != ALL).sum())


@data.drawn
def _answers(ctx: PageContext) -> Safe:
    t, rows = ctx.t, data.figures(ctx.build_id, "lateness_answer")
    if rows.empty:
        return join([card_head(t("lateness.none"), "")])
    answers = {
        (row["question"], row["measure"]): row
        for row in rows[rows["member"] == ALL].to_dict("records")
    }
    facts = _months(ctx, rows.iloc[0])
    makers = {"change": _change, "tenth": _tenth, "size": _size, "trait": _trait}
    lines = [
        [
            tag("strong", t(f"lateness.question.{question}")),
            _answer(ctx, makers[question](ctx, answers, rows), facts),
            t(f"lateness.care.{question}", **facts),
        ]
        for question in QUESTIONS
    ]
    title = words(t("lateness.title", **facts), rows, t)
    heads = [(t(f"lateness.head.{column}"), False) for column in ("question", "answer", "care")]
    return html_card(
        ctx,
        tag("div", data_table(heads, lines, caption=title), class_="faro-claims"),
        name="lateness",
        title=title,
        subtitle=t("lateness.subtitle", **facts),
        rows=rows,
        table=TABLE,
        page=PAGE,
        metrics=METRICS,
        view=VIEW,
    )


def _answer(ctx: PageContext, sentences: list[tuple[str, dict[str, Any]]], facts: Answer) -> Safe:
    t = ctx.t
    first, *others = [t(f"lateness.answer.{key}", **facts, **values) for key, values in sentences]
    return join([tag("strong", first), *(tag("span", other, style=BELOW) for other in others)])


def _months(ctx: PageContext, row: pd.Series) -> dict[str, str]:
    """Return the words of the months watched, and of their two halves."""
    t = ctx.t
    first, last = int(row["first_month"]), int(row["last_month"])
    middle = (first + last) // 2
    ends = {"first": first, "half": middle, "next": middle + 1, "last": last}
    named = {name: t(f"month.{month}") for name, month in ends.items()}
    return named | {"year": str(row["year"]), "n": t.number(row["municipalities"])}


def _value(ctx: PageContext, row: Answer | None) -> str:
    """Return an estimate with its interval, or that there is none."""
    t = ctx.t
    if row is None:
        return t.missing
    unit, decimals = WRITTEN.get(row["unit"], (None, 2))
    value = t.quantity(row["lateness_answer"], unit, decimals)
    if pd.isna(row["lateness_answer"]):
        return value
    ends = (row["lateness_answer_low"], row["lateness_answer_high"])
    return f"{value} ({t.interval(*ends, unit, decimals)})"


def _sign(row: Answer | None, neither: float = 0.0) -> str:
    """Return on which side of a value the whole interval lies."""
    if row is None or pd.isna(row["lateness_answer"]):
        return "none"
    if row["lateness_answer_low"] > neither:
        return "above"
    return "below" if row["lateness_answer_high"] < neither else "within"


def _change(ctx: PageContext, answers: Any, rows: pd.DataFrame) -> list[tuple[str, dict[str, Any]]]:
    trend = answers.get(("change", "trend"))
    files = rows[(rows["measure"] == "trend") & (rows["member"] != ALL)]
    moved = files[(files["lateness_answer_low"] > 0) | (files["lateness_answer_high"] < 0)]
    names = data.table(ctx.build_id, FILES).set_index("ta_file")[f"name_{ctx.lang}"]
    listed = ctx.t.listing([f"«{names[file]}»" for file in moved["member"]])
    ends = {
        name: _value(ctx, answers.get(("change", f"trend_if_{name}")))
        for name in ("late", "on_time")
    }
    apart = "files_some" if len(moved) else "files_none"
    counted = {"moved": ctx.t.number(len(moved)), "of": ctx.t.number(len(files)), "listed": listed}
    return [
        (f"change_{_sign(trend)}", {"value": _value(ctx, trend)}),
        (apart, counted),
        ("bounds", ends),
    ]


def _tenth(ctx: PageContext, answers: Any, rows: pd.DataFrame) -> list[tuple[str, dict[str, Any]]]:
    share, excess = answers.get(("tenth", "share")), answers.get(("tenth", "excess"))
    values = {"share": _value(ctx, share), "excess": _value(ctx, excess)}
    count = share["rests_on_count"] if share else None
    return [
        (f"tenth_{_sign(excess, 1.0)}", values),
        ("tenth_rests", {"count": ctx.t.number(count)}),
    ]


def _size(ctx: PageContext, answers: Any, rows: pd.DataFrame) -> list[tuple[str, dict[str, Any]]]:
    def of(measure: str) -> Answer | None:
        return answers.get(("size", measure))

    return [
        (f"size_{_sign(of('doubling'))}", {"value": _value(ctx, of("doubling"))}),
        (f"rural_{_sign(of('rural'))}", {"value": _value(ctx, of("rural"))}),
        (f"equal_{_sign(of('rural_adjusted'))}", {"value": _value(ctx, of("rural_adjusted"))}),
    ]


def _trait(ctx: PageContext, answers: Any, rows: pd.DataFrame) -> list[tuple[str, dict[str, Any]]]:
    agreement = answers.get(("trait", "agreement"))
    stays, becomes = answers.get(("trait", "stays")), answers.get(("trait", "becomes"))
    count = stays["rests_on_count"] if stays else None
    return [
        (f"trait_{_sign(agreement, TRAIT)}", {"value": _value(ctx, agreement)}),
        (
            "trait_stays",
            {
                "stays": _value(ctx, stays),
                "becomes": _value(ctx, becomes),
                "count": ctx.t.number(count),
            },
        ),
    ]


@data.drawn
def _by_file(ctx: PageContext) -> Safe:
    t, rows = ctx.t, data.figures(ctx.build_id, "lateness_answer", question="change")
    files = data.table(ctx.build_id, FILES).set_index("ta_file")
    trends = rows[(rows["measure"] == "trend") & (rows["member"] != ALL)]
    trends = trends.sort_values("lateness_answer", ascending=False)
    months = rows[rows["measure"] == "level"]
    months = months.sort_values("member", key=lambda column: column.astype(int))
    lines = [
        [name, _value(ctx, row), t.number(row["rests_on_count"])]
        for part, named in ((trends, files[f"name_{ctx.lang}"].get), (months, _month(ctx)))
        for row in part.to_dict("records")
        for name in [named(row["member"])]
    ]
    moved = trends[(trends["lateness_answer_low"] > 0) | (trends["lateness_answer_high"] < 0)]
    title = t.count("lateness.files_title", len(moved), of=t.number(len(trends)))
    heads = [(t("lateness.head.member"), False), (t("lateness.head.value"), True)]
    heads += [(t("lateness.head.municipalities"), True)]
    return html_card(
        ctx,
        data_table(heads, lines, caption=title),
        name="lateness_files",
        title=words(title, rows, t),
        subtitle=t("lateness.files_subtitle"),
        rows=rows,
        table=TABLE,
        query=exact(ctx.build, {TABLE: pd.concat([trends, months])}),
        page=PAGE,
        metrics=METRICS,
        view=VIEW,
    )


def _month(ctx: PageContext) -> Any:
    return lambda month: ctx.t(f"month.{month}")
