"""The check report of a sent file as a person wants it: verdict, facts, cells to mend, columns."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pipelines.receiving import Received
from presentation.cards.cards import card_head
from presentation.context import PageContext
from presentation.markup.html import Safe, join, tag
from presentation.markup.tables import data_table, folded

SIGNS = {"ok": "✓", "problems": "▲", "refused": "■"}
DELIMITERS = {";": "semicolon", ",": "comma", "\t": "tab", "|": "bar"}
FIRST, UNFOLDED = 10, 4


def summary(ctx: PageContext, received: Received) -> Safe:
    """Return the verdict in a sentence, the sum of the rows and the facts of the file.

    Args:
        ctx: The page's context.
        received: The file as it was received.
    """
    report = received.report
    if report.verdict == "refused":
        reason = report.error.in_language(ctx.lang) if report.error else ""
        subtitle = tag("p", bdi(reason), class_="error")
    else:
        subtitle = _sum(ctx, report)
    return tag(
        "div",
        tag(
            "header",
            tag("span", SIGNS[report.verdict], class_="sign", aria_hidden="true"),
            tag("h2", _sentence(ctx, report)),
            class_="faro-card-head",
        ),
        subtitle,
        _facts(ctx, received),
        class_=f"faro-verdict {report.verdict}",
        role="status",
    )


def _sentence(ctx: PageContext, report: Any) -> str:
    t = ctx.t
    if report.verdict == "refused":
        return t("verdict.refused")
    if report.verdict == "ok":
        return t.count("verdict.ok", report.accepted)
    if not report.delivered:
        return t("verdict.empty")
    if not report.quarantined:
        return t("verdict.cells")
    return t.count("verdict.problems", report.quarantined, delivered=t.number(report.delivered))


def _sum(ctx: PageContext, report: Any) -> Safe:
    t = ctx.t
    share = 100 * report.accepted / report.delivered if report.delivered else 0
    text = t(
        "verdict.sum",
        delivered=t.number(report.delivered),
        accepted=t.number(report.accepted),
        quarantined=t.number(report.quarantined),
    )
    bar = tag("span", class_="accepted", style=f"width:{share:.2f}%")
    return tag(
        "div",
        tag("div", bar, class_="bar", aria_hidden="true") if report.delivered else "",
        tag("p", text),
        class_="faro-sum",
    )


def _facts(ctx: PageContext, received: Received) -> Safe:
    t, report = ctx.t, received.report
    title = report.spec.title.in_language(ctx.lang) if report.spec else None
    delimiter = DELIMITERS.get(report.delimiter or "")
    sheets = [sheet.sheet for sheet in report.sheets if sheet.sheet]
    heads = [t.number(sheet.header_row) for sheet in report.sheets]
    facts = [
        ("file", received.sent_as),
        ("stored", received.name if received.name != received.sent_as and report.spec else None),
        ("kind", title),
        ("format", t(f"format.{report.format}") if report.format else None),
        ("encoding", report.encoding),
        ("delimiter", t(f"delimiter.{delimiter}") if delimiter else report.delimiter),
        ("sheet", ", ".join(sheets) or None),
        ("header_row", ", ".join(heads) or None),
    ]
    return tag(
        "dl",
        *(
            tag("div", tag("dt", t(f"verdict.{key}")), tag("dd", bdi(value)))
            for key, value in facts
            if value
        ),
        class_="faro-facts",
    )


def problems(ctx: PageContext, report: Any) -> Safe:
    """Return what must be mended, kind by kind, then what needs nothing.

    Args:
        ctx: The page's context.
        report: What the check said of the file.
    """
    t = ctx.t
    mend = [group for group in report.groups if not group.is_notice]
    rest = [group for group in report.groups if group.is_notice]
    title = t.count("verdict.mend_title", sum(g.count for g in mend))
    if not mend:
        title = t("verdict.notices_only")
    many = len(report.sheets) > 1
    blocks: list[Safe] = []
    for at, group in enumerate(mend):
        body = _cases(ctx, group, many)
        name = _group_name(ctx, group)
        blocks.append(
            tag("section", tag("h3", name), body) if at < UNFOLDED else folded(name, body)
        )
    if rest:
        inside = join(
            tag("section", tag("h3", _group_name(ctx, g)), _cases(ctx, g, many)) for g in rest
        )
        count = sum(group.count for group in rest)
        blocks.append(folded(t.count("verdict.notices", count), inside))
    return tag("div", card_head(title, t("verdict.mend_subtitle")), *blocks, class_="faro-mend")


def _group_name(ctx: PageContext, group: Any) -> str:
    cases = ctx.t.count("verdict.cases", group.count)
    advice = group.fix.in_language(ctx.lang) if group.fix else ctx.t("verdict.look")
    return f"{advice} · {cases}"


def _cases(ctx: PageContext, group: Any, many: bool) -> Safe:
    t = ctx.t
    rows = [
        [
            tag("span", _place(ctx, finding, many), class_="id"),
            bdi(finding.raw_text) if finding.raw_text else tag("span", "–", class_="none"),
            bdi(finding.reason.in_language(ctx.lang)),
            bdi(" · ".join(finding.suggestions)) if finding.suggestions else "",
        ]
        for finding in group.findings[:FIRST]
    ]
    keys = ["cell", "text", "reason", "suggestion"]
    if not any(row[3] for row in rows):
        keys, rows = keys[:3], [row[:3] for row in rows]
    heads = [(t(f"verdict.{key}"), False) for key in keys]
    left = group.count - FIRST
    more = tag("p", t.count("verdict.more", left), class_="faro-source") if left > 0 else ""
    return join([data_table(heads, rows, caption=_group_name(ctx, group)), more])


def _place(ctx: PageContext, finding: Any, many: bool) -> str:
    row = f"{ctx.t('verdict.row')} {finding.row}" if finding.row else "–"
    place = finding.cell or row
    return f"{finding.sheet}!{place}" if many and finding.sheet else place


def offer(ctx: PageContext, addition: Any) -> Safe:
    """Return what to add for a text that no catalogue lists: where, the line, the command.

    Args:
        ctx: The page's context.
        addition: The text, and the catalogue it would stand in.
    """
    t = ctx.t
    lines = [(t("newrow.columns"), ",".join(addition.columns)), (t("newrow.line"), addition.line)]
    lines.append((t("newrow.command"), addition.command))
    return tag(
        "div",
        tag("p", bdi(addition.sentence.in_language(ctx.lang)), class_="faro-accept"),
        *(
            tag("div", tag("span", label, class_="faro-source"), tag("pre", bdi_lines(text)),
                class_="faro-line")
            for label, text in lines
            if text
        ),
    )  # fmt: skip


def columns(ctx: PageContext, report: Any) -> Safe:
    """Return which columns were recognised, how doubtful ones were read, and notes.

    Args:
        ctx: The page's context.
        report: What the check said of the file.
    """
    t = ctx.t
    known = sum(len(sheet.recognised) for sheet in report.sheets)
    blocks: list[Any] = []
    for sheet in report.sheets:
        if len(report.sheets) > 1:
            blocks.append(tag("h3", bdi(sheet.sheet or "–")))
        blocks.append(_column_lists(ctx, sheet))
    rules = {
        (label, rule.in_language(ctx.lang)): None
        for sheet in report.sheets
        for name, rule in sheet.rules.items()
        for label in [_label(ctx, report, name)]
    }
    if rules:
        blocks.append(tag("h3", t("verdict.rules")))
        blocks.append(_list(join([tag("strong", name), ": ", bdi(rule)]) for name, rule in rules))
    if report.notes:
        blocks.append(tag("h3", t("verdict.notes")))
        blocks.append(_list(bdi(note.in_language(ctx.lang)) for note in report.notes))
    head = card_head(t.count("verdict.columns_title", known), t("verdict.columns_subtitle"))
    return tag("div", head, *blocks, class_="faro-columns")


def _column_lists(ctx: PageContext, sheet: Any) -> Safe:
    t = ctx.t
    lists = (
        ("recognised", [_pair(ctx, column) for column in sheet.recognised]),
        ("unknown", [f"{c.letter} · {c.label.in_language(ctx.lang)}" for c in sheet.unknown]),
        ("absent", [column.label.in_language(ctx.lang) for column in sheet.absent]),
    )
    return tag(
        "dl",
        *(
            tag(
                "div",
                tag("dt", t(f"verdict.{key}")),
                tag("dd", *(tag("span", bdi(name), class_="faro-chip") for name in names)),
            )
            for key, names in lists
            if names
        ),
        class_="faro-facts wide",
    )


def _pair(ctx: PageContext, column: Any) -> str:
    label = column.label.in_language(ctx.lang)
    same = str(column.header or "").strip().casefold() == label.casefold()
    return f"{column.letter} · {label}" if same else f"{column.letter} · {column.header} → {label}"


def _label(ctx: PageContext, report: Any, name: str) -> str:
    for sheet in report.sheets:
        for column in sheet.recognised:
            if column.name == name:
                return str(column.label.in_language(ctx.lang))
    return name


def _list(items: Iterable[Any]) -> Safe:
    return tag("ul", *(tag("li", item) for item in items))


def bdi_lines(text: str) -> Safe:
    """Return lines that hold text of a file, each kept from turning the others.

    Args:
        text: Text out of a file.
    """
    return join([join([bdi(line), "\n"]) for line in text.splitlines()])


def bdi(text: Any) -> Safe:
    """Return text that came with a file, kept from turning the text around it.

    Args:
        text: Text out of a file.
    """
    return tag("bdi", "".join(c if c.isprintable() else "\ufffd" for c in str(text)))
