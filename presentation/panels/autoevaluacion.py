"""What the page of self-assessments says: the score so far, what mending is worth, its files."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipelines.methods.questionnaires.instrument_2025 import faults
from pipelines.origins import THIRD_PARTY
from presentation import data
from presentation.cards.cards import card_head
from presentation.cards.cite import Cite
from presentation.cards.kpi import Kpi
from presentation.choices.self_assessment import ITEMS, NONE, Assessed
from presentation.context import PageContext, address, permalink
from presentation.links import self_assessment_link, template_link
from presentation.markup.html import Safe, join, tag
from presentation.markup.tables import folded
from presentation.panels import municipio
from presentation.words import Text

PAGE, KIND = "autoevaluacion", "autoevaluacion_2025"
FILES = ("workbook.xlsx", "sheet.pdf", "score.json")


def items(ctx: PageContext) -> pd.DataFrame:
    """Return the items of the instrument; none where it cannot be used.

    Args:
        ctx: The page's context.
    """
    return data.table(ctx.build_id, ITEMS)


@data.drawn
def places(ctx: PageContext) -> tuple[list[str], list[str]]:
    """Return the municipalities a self-assessment can be of, none first, and their names.

    Args:
        ctx: The page's context.
    """
    codes, names = municipio.choices(ctx)
    return [NONE, *codes], [ctx.t("autoevaluacion.no_place"), *names]


def headline(ctx: PageContext, assessed: Assessed) -> str:
    """Return the sentence that says what the answers score.

    Args:
        ctx: The page's context.
        assessed: The answers and what they score.
    """
    t = ctx.t
    numbers = counts(t, assessed)
    if not assessed.answers:
        return t("autoevaluacion.headline_none", **numbers)
    if assessed.result.total is None:
        return t("autoevaluacion.headline_out", **numbers)
    score = t.percent(100 * assessed.result.total, 1)
    if assessed.cut == NONE:
        return t("autoevaluacion.headline", score=score, **numbers)
    place = str(municipio.comuna(ctx, assessed.cut)["comuna"])
    return t("autoevaluacion.headline_place", score=score, place=place, **numbers)


def lead(ctx: PageContext, assessed: Assessed) -> str:
    """Return what the page is for, and whose the instrument is.

    Args:
        ctx: The page's context.
        assessed: The answers and what they score.
    """
    return f"{ctx.t('autoevaluacion.lead')} {caution(ctx.t, assessed)}".strip()


def caution(t: Text, assessed: Assessed) -> str:
    """Return what is to be said of the instrument: nobody confirmed it, its texts are Spanish.

    Args:
        t: Text in the language of the reader.
        assessed: The answers and what they score.
    """
    words = t(f"autoevaluacion.{'third_party' if assessed.origin == THIRD_PARTY else 'given'}")
    return " ".join([words, *([] if t.lang == "es" else [t("autoevaluacion.own_words")])])


@data.drawn
def unusable(ctx: PageContext) -> Safe:
    """Return the card that says why there is no instrument, and where to look.

    Args:
        ctx: The page's context.
    """
    t = ctx.t
    link = tag("a", t("autoevaluacion.unusable_go"), target="_self",
               href=address(ctx, "datos", section="conservation"))  # fmt: skip
    return join(
        [
            card_head(t("notice.empty_title"), t("autoevaluacion.unusable_how")),
            tag("p", link, class_="faro-empty"),
        ]
    )


def kpis(ctx: PageContext, assessed: Assessed) -> list[Kpi]:
    """Return the total, the weight that scores, what can be mended and the way to the target.

    Args:
        ctx: The page's context.
        assessed: The answers and what they score.
    """
    t, total = ctx.t, assessed.result.total
    if total is None:
        return []
    last = assessed.path[-1].total_pct if assessed.path else 100 * total
    gain = sum(step.gain_pts for step in assessed.mending)
    way = "kpi_way_detail" if assessed.reaches else "kpi_way_short"
    figures = [
        (
            t("autoevaluacion.kpi_total"),
            t.percent(100 * total, 1),
            t("autoevaluacion.kpi_total_detail", **counts(t, assessed)),
        ),
        (
            t("autoevaluacion.kpi_weight"),
            t.percent(100 * assessed.scored_weight, 0),
            t("autoevaluacion.kpi_weight_detail"),
        ),
        (
            t("autoevaluacion.kpi_mend"),
            t.number(len(assessed.mending)),
            t("autoevaluacion.kpi_mend_detail", points=t.points(gain, 1)),
        ),
        (
            t("autoevaluacion.kpi_way", target=t.percent(float(assessed.target), 0)),
            t.count("autoevaluacion.kpi_way_value", len(assessed.path)),
            t(f"autoevaluacion.{way}", total=t.percent(last, 1)),
        ),
    ]
    return [
        Kpi(label, value, assessed.origin, detail, cite=cite(ctx, assessed, f"{label}: {value}"))
        for label, value, detail in figures
    ]


def counts(t: Text, assessed: Assessed) -> dict[str, str]:
    """Return how many items were answered, and of how many.

    Args:
        t: Text in the language of the reader.
        assessed: The answers and what they score.
    """
    return {"n": t.number(assessed.answered), "all": t.number(len(assessed.asks.items))}


def cite(ctx: PageContext, assessed: Assessed, title: str) -> Cite:
    """Return what is needed to cite a score: the address that works it out again.

    Args:
        ctx: The page's context.
        assessed: The answers and what they score.
        title: What the figure says, in a sentence.
    """
    again = self_assessment_link(ctx.build_id, "score.json", assessed.query(), ctx.lang)
    return Cite(
        ctx.t("autoevaluacion.cited", title=title), ctx.site + again, PAGE, assessed.query()
    )


def files(ctx: PageContext, assessed: Assessed) -> Safe:
    """Return the links to the workbook, the sheet and the answer of the API, and to this view.

    Args:
        ctx: The page's context.
        assessed: The answers and what they score.
    """
    t = ctx.t
    links: list[Any] = [
        tag(
            "a",
            t(f"autoevaluacion.file.{name.partition('.')[0]}"),
            href=self_assessment_link(ctx.build_id, name, assessed.query(), ctx.lang),
            download=True,
        )
        for name in FILES
    ]
    if not assessed.answers:
        empty = template_link(KIND, lang=ctx.lang)
        links = [tag("a", t("autoevaluacion.file.template"), href=empty, download=True)]
    lasting = permalink(ctx, page=PAGE, **assessed.query())
    copy = tag("button", t("word.copy"), type="button", data_faro_copy=t("word.copied"))
    kept = tag("dl", tag("div", tag("dd", tag("pre", lasting, tabindex="0"), copy)),
               class_="faro-cite is-link")  # fmt: skip
    return join(
        [
            tag("p", *links, class_="faro-downloads"),
            folded(t("autoevaluacion.share"), kept) if assessed.answers else "",
        ]
    )


def to_mend(t: Text, assessed: Assessed, item_id: str) -> str:
    """Return what an item lacks, in words.

    Args:
        t: Text in the language of the reader.
        assessed: The answers and what they score.
        item_id: The item.
    """
    lacking = faults(assessed.asks.item(item_id), assessed.answers[item_id])
    texts = [
        t.count("autoevaluacion.fault.specific", n)
        if fault == "specific"
        else t(f"autoevaluacion.fault.{fault}")
        for fault, n in lacking.items()
    ]
    return t.listing(texts)
