"""Internal deadlines counted back from the tenth working day: the month drawn, the year listed."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.methods.deadlines import Window
from presentation import data
from presentation.cards.cards import html_card
from presentation.context import PageContext
from presentation.links import ics_link
from presentation.markup.html import Safe, file_link, join, tag
from presentation.markup.scrolling import scrolling
from presentation.markup.tables import data_table
from presentation.panels.proceso_ta import COUNTBACK, PAGE, STAGES, month_windows

DEADLINES = "out_calendar__month_deadline"
LOOK = {"generation": "s3", "review": "s5", "publication": "s7"}
Days = tuple[tuple[str, str], ...]


@data.drawn
def month(ctx: PageContext, when: str, days: Days) -> Safe:
    """Return the working days of a month up to the deadline, each stage on its own line.

    Args:
        ctx: The page's context.
        when: The month, as ``2024-11``.
        days: Working days of each stage, in order.
    """
    t, chosen = ctx.t, dict(days)
    windows = month_windows(ctx, when, chosen)
    total = sum(window.days for window in windows)
    rows = data.table(ctx.build_id, COUNTBACK, year=int(when[:4]), month=int(when[5:]))
    rows = rows[rows["days_left"] < max(total, 10)].sort_values("date")
    names = _names(ctx)
    heads = [
        tag(
            "th",
            t(f"weekday.{row['date'].isoweekday()}"),
            tag("br"),
            str(row["date"].day),
            scope="col",
        )
        for row in rows.to_dict("records")
    ]
    lines = [
        tag(
            "tr",
            tag("th", names[window.stage_id], scope="row"),
            *(_day(ctx, window, row, names) for row in rows.to_dict("records")),
        )
        for window in windows
    ]
    title = _title(ctx, windows, when, names)
    head = tag("tr", tag("th", t("proceso.stage"), scope="col"), *heads)
    scroll = scrolling(head, lines, caption=title, class_="faro-shades")
    listed = data_table(
        [(t(f"proceso.window.{key}"), key == "days") for key in ("stage", "days", "from", "until")],
        [[names[w.stage_id], t.number(w.days), t.date(w.first), t.date(w.last)] for w in windows],
        caption=title,
    )
    body = [scroll, listed]
    if windows[0].is_early:
        body.append(tag("p", t("proceso.early"), class_="faro-empty"))
    return html_card(
        ctx,
        *body,
        name="month",
        title=title,
        subtitle=t("proceso.month_subtitle", origin=_basis(ctx, chosen)),
        rows=rows,
        table=COUNTBACK,
        page=PAGE,
        when=when,
        **chosen,
    )


@data.drawn
def year(ctx: PageContext, when: str, days: Days) -> Safe:
    """Return the three deadlines of every month of a year, with a link to take them away.

    Args:
        ctx: The page's context.
        when: A month of the year, as ``2024-11``.
        days: Working days of each stage, in order.
    """
    t, chosen, of = ctx.t, dict(days), int(when[:4])
    names, free = _names(ctx), data.table(ctx.build_id, DEADLINES, year=of).set_index("month")
    lines = []
    for number in range(1, 13):
        windows = month_windows(ctx, f"{of}-{number:02d}", chosen)
        holidays = free.loc[number, f"holidays_{t.lang}"]
        lines.append(
            [
                t(f"month.{number}"),
                *(tag("span", t.date(w.last), style="white-space:nowrap") for w in windows),
                holidays if isinstance(holidays, str) else "–",
            ]
        )
    heads = [t("proceso.window.month"), *(names[w.stage_id] for w in windows)]
    title = t("proceso.year_title", year=of, days=t.number(sum(w.days for w in windows)))
    whole = {stage: int(count) for stage, count in chosen.items()}
    address = ics_link(ctx.build_id, t.lang, of, whole)
    take = file_link(t("proceso.ics.link", year=of), address)
    table = data_table(
        [(head, False) for head in (*heads, t("proceso.window.holidays"))], lines, caption=title
    )
    return html_card(
        ctx,
        table,
        tag("p", take, class_="faro-downloads"),
        name="year",
        title=title,
        subtitle=t("proceso.year_subtitle"),
        rows=data.table(ctx.build_id, DEADLINES, year=of),
        table=DEADLINES,
        page=PAGE,
        when=when,
        **chosen,
    )


def _day(ctx: PageContext, window: Window, row: dict, names: dict[str, str]) -> Safe:
    day = row["date"].date()
    if not window.first <= day <= window.last:
        return tag("td", "")
    is_last = day == window.last
    text = f"{names[window.stage_id]}: {ctx.t.date(day)}"
    text += f" · {ctx.t('proceso.closes')}" if is_last else ""
    mark = tag("span", "■" if is_last else "", aria_hidden="true")
    return tag(
        "td",
        mark,
        tag("span", text, class_="faro-heard"),
        class_=LOOK.get(window.stage_id, "s4"),
        title=text,
    )


def _title(ctx: PageContext, windows: Sequence[Window], when: str, names: dict[str, str]) -> str:
    t = ctx.t
    parts = [f"{names[w.stage_id].lower()} {t.date(w.last)}" for w in windows]
    month_said = f"{t(f'month.{int(when[5:])}')} {when[:4]}"
    return t("proceso.month_title", month=month_said, listed=t.listing(parts))


def _names(ctx: PageContext) -> dict[str, str]:
    rows = data.table(ctx.build_id, STAGES)
    return dict(zip(rows["stage_id"], rows[f"name_{ctx.lang}"], strict=True))


def _basis(ctx: PageContext, chosen: dict[str, str]) -> Safe | str:
    rows = data.table(ctx.build_id, STAGES)
    rows = rows[~rows["is_transversal"]]
    same = all(
        str(int(r["working_days"])) == chosen[r["stage_id"]] for r in rows.to_dict("records")
    )
    return join([ctx.t(f"proceso.days.{rows['days_origin'].iloc[0] if same else 'chosen'}")])
