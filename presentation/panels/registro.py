"""Registro: what happened on this site, as the audit log has it, and whether the log is whole."""

from __future__ import annotations

from typing import Any

from pipelines import institution
from pipelines.institution import OPERATE, audit, chain
from presentation.cards.cards import card_head
from presentation.context import PageContext
from presentation.markup.html import Safe, join, tag
from presentation.markup.tables import data_table
from presentation.words import Text

ALL, SHOWN = "all", 200


def kinds(ctx: PageContext) -> tuple[list[str], list[str]]:
    """Return what may have happened, all first, and its names.

    Args:
        ctx: The page's context.
    """
    names = [ctx.t(f"registro.what.{what}") for what in audit.WHATS]
    return [ALL, *audit.WHATS], [ctx.t("registro.all"), *names]


def verdict(ctx: PageContext) -> tuple[str, Safe]:
    """Return whether the log is whole, in a sentence, and each fault where it is not.

    Args:
        ctx: The page's context.

    Raises:
        FaroError: Who asks does not operate the site.
    """
    institution.need(OPERATE)
    t, (n, last, faults) = ctx.t, chain.verify()
    if not faults:
        words = t.count("registro.whole", n)
        head = tag("p", t("registro.head", hash=last), class_="faro-source") if last else Safe("")
        return words, head
    items = [
        tag(
            "li", t("registro.fault", where=t(f"registro.{fault.where}"), seq=fault.seq), " ", words
        )
        for fault in faults[:SHOWN]
        for words in [t(f"registro.wrong.{fault.what}", n=fault.n)]
    ]
    return t.count("registro.broken", len(faults)), tag("ul", *items, class_="faro-list")


def lines(ctx: PageContext, what: str) -> Safe:
    """Return the newest lines of the log.

    Args:
        ctx: The page's context.
        what: What was done in the lines shown; ``all`` for every line.

    Raises:
        FaroError: Who asks does not operate the site.
    """
    institution.need(OPERATE)
    t = ctx.t
    newest = audit.lines(what="" if what == ALL else what, most=SHOWN, newest=True)
    head = card_head(t("registro.title"), t("registro.subtitle", n=SHOWN))
    if not newest:
        return tag("div", head, tag("p", t("registro.none"), class_="faro-empty"))
    keys = ("seq", "at", "happened", "who", "roles", "build", "place", "ended")
    heads = [(t(f"registro.{key}"), key == "seq") for key in keys]
    rows = [row(t, line) for line in newest]
    return join([head, data_table(heads, rows, caption=t("registro.title"))])


def row(t: Text, line: dict[str, Any]) -> list[Any]:
    """Return a line of the log as a row: one act, or how many of strangers were counted.

    Args:
        t: Text in the language of the reader.
        line: The line.
    """
    times = audit.times_of(line)
    what = t.code("registro.what", line["what"])
    return [
        t.number(line["seq"]),
        t.moment(line["at"]),
        what if times == 1 else f"{what} × {t.number(times)}",
        tag("span", line["who"] or t("role.anonymous"), class_="id"),
        t.listing([t(f"role.{role}") for role in line["roles"]]),
        tag("span", line["build"] or t.missing, class_="id"),
        line["from"] or t.missing,
        t.code("registro.outcome", line["outcome"]),
    ]
