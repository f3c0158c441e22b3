"""What the page of samples says: the sample asked for, its lists, and what a delivered one says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from pipelines.errors import FaroError
from pipelines.methods import sampling
from pipelines.methods.sampling import Sample
from presentation import data, worked_out
from presentation.cards.cards import card, card_head
from presentation.cards.cite import Cite, cite_block
from presentation.cards.figure import plot
from presentation.cards.kpi import Kpi, origin_chip
from presentation.cards.taking import card_pictures, downloads
from presentation.charts.credits import sourced
from presentation.choices.sample import Asking
from presentation.context import PageContext
from presentation.links import sample_link, template_link
from presentation.markup.html import Safe, file_links, tag
from presentation.markup.tables import data_table, later, linked, over
from presentation.samples import words as note

VIEWS = ("drawn", "fit", "method", "estimates")
UNIVERSE = "core_territory__municipality"
COUNTRIES = "core_territory__country"
SPARE, EQUAL = 3, 0.05
COLUMNS = {
    "allocation": ("label", "universe", "sampled", "universe_pct", "sampled_pct", "weight"),
    "balance": ("variable", "label", "universe", "sampled", "universe_pct", "weighted_pct"),
}

PAGE = "muestra"


@data.drawn
def countries(ctx: PageContext) -> list[str]:
    """Return the countries with a list of municipalities, the universe of the model first.

    Args:
        ctx: The page's context.
    """
    rows = data.table(ctx.build_id, COUNTRIES, state="listed").sort_values("country_order")
    return [*dict.fromkeys(["MX", *rows["country"]])]


@data.drawn
def variables(ctx: PageContext, country: str) -> tuple[str, ...]:
    """Return the variables with data in a country.

    Args:
        ctx: The page's context.
        country: ISO code of the country.
    """
    rows = data.table(ctx.build_id, UNIVERSE, country=country)
    return sampling.with_data(sampling.classes(rows, country))


def drawn(ctx: PageContext, choices: Asking) -> tuple[Asking, Sample, str | None]:
    """Return the sample asked for; where it cannot be drawn, the default one and why.

    Args:
        ctx: The page's context.
        choices: The sample asked for.
    """
    try:
        return choices, worked_out.sample(ctx.build_id, choices), None
    except FaroError as error:
        strata = "size" if "size" in variables(ctx, choices.country) else "none"
        usual = Asking(country=choices.country, strata=strata)
        why = ctx.t("muestra.fallback", why=error.in_language(ctx.lang))
        return usual, worked_out.sample(ctx.build_id, usual), why


@data.drawn
def headline(ctx: PageContext, sample: Sample) -> str:
    """Return the sentence that says what was drawn.

    Args:
        ctx: The page's context.
        sample: The sample drawn.
    """
    t = ctx.t
    return t(
        "muestra.headline",
        n=t.number(sample.size),
        universe=t.number(len(sample.units)),
        country=note.country(sample, t),
        strata=t.count("muestra.strata_count", len(sample.strata)),
    )


@data.drawn
def kpis(ctx: PageContext, choices: Asking, sample: Sample) -> list[Kpi]:
    """Return size, strata, weights and the largest difference from the universe.

    Args:
        ctx: The page's context.
        choices: The sample asked for.
        sample: The sample drawn.
    """
    t, strata = ctx.t, sample.strata
    n, universe = t.number(sample.size), t.number(len(sample.units))
    far = (sample.balance["weighted_pct"] - sample.balance["universe_pct"]).abs()
    worst = sample.balance.loc[far.idxmax()]
    low, high = (t.number(weight, 2) for weight in (strata["weight"].min(), strata["weight"].max()))
    smallest = t.number(strata["universe"].min())
    variable = t(f"muestra.variable.{worst['variable']}")
    label = f"{variable}, {worst[f'label_{t.lang}']}"
    figures = [
        ("size", n, t("muestra.kpi_size_detail", n=n, universe=universe)),
        ("strata", t.number(len(strata)), t("muestra.kpi_strata_detail", n=smallest)),
        ("weight", low if low == high else f"{low}–{high}", t("muestra.kpi_weight_detail")),
        (
            "balance",
            t.points(far.max(), 1, signed=False),
            t("muestra.kpi_balance_none")
            if far.max() < EQUAL
            else t("muestra.kpi_balance_detail", label=label),
        ),
    ]
    return [
        Kpi(
            t(f"muestra.kpi_{key}"),
            value,
            sample.origin,
            detail,
            cite=cite(ctx, choices, sample, f"{t(f'muestra.kpi_{key}')}: {value}"),
        )
        for key, value, detail in figures
    ]


def cite(ctx: PageContext, choices: Asking, sample: Sample, title: str, name: str = "") -> Cite:
    """Return what is needed to cite a sample: its code draws it again.

    Args:
        ctx: The page's context.
        choices: The sample asked for.
        sample: The sample drawn.
        title: What the figure says, in a sentence.
        name: The card, for the permanent link.
    """
    call = f'sampling.again(serving.open("{ctx.build_id}").table("{UNIVERSE}"), "{sample.code}")'
    words = ctx.t("muestra.cited", title=title, code=sample.code)
    return Cite(words, call, PAGE, dict(choices.query()), card=name)


def chart(ctx: PageContext, choices: Asking, sample: Sample, name: str) -> None:
    """Show one chart of a sample with all that must stand beside it.

    Args:
        ctx: The page's context.
        choices: The sample asked for.
        sample: The sample drawn.
        name: The card, for the permanent link.
    """
    t = ctx.t
    made = worked_out.sample_chart(ctx.build_id, choices, name, ctx.lang)
    card(
        f"sample_{name}",
        card_head(made.takeaway, made.subtitle),
        tag("p", origin_chip(t, sample.origin)),
        plot(made, name=f"sample_{name}"),
        _under(ctx, choices, sample, name),
    )


@data.drawn
def _under(ctx: PageContext, choices: Asking, sample: Sample, name: str) -> Safe:
    """Return what stands under a chart of a sample."""
    made = worked_out.sample_chart(ctx.build_id, choices, name, ctx.lang)
    heads, lines = _grid(ctx, made.rows.assign(country=choices.country), COLUMNS[name])
    table = data_table(heads, lines, caption=made.takeaway, search=ctx.t("word.search"))
    return _foot(
        ctx,
        choices,
        sample,
        made.takeaway,
        table,
        (name, "png"),
        (name, "svg"),
        name=f"sample_{name}",
    )


@data.drawn
def files(ctx: PageContext, choices: Asking) -> Safe:
    """Return the links to the list, the workbook and the methods note.

    Args:
        ctx: The page's context.
        choices: The sample asked for.
    """
    t = ctx.t
    named = (("sample", "xlsx"), ("sample", "csv"), ("note", "pdf"), ("note", "md"))
    return file_links(
        (t(f"muestra.file_{ending}"), sample_link(ctx.build_id, name, ending, choices, ctx.lang))
        for name, ending in named
    )


@data.drawn
def listing(ctx: PageContext, choices: Asking, sample: Sample, status: str) -> Safe:
    """Return the card of the units drawn, or of the first replacements of each stratum.

    Args:
        ctx: The page's context.
        choices: The sample asked for.
        sample: The sample drawn.
        status: ``drawn`` or ``replacement``.
    """
    t, rows = ctx.t, sample.units[sample.units["status"] == status]
    if status == "replacement":
        rows = rows.groupby("stratum_id", sort=False).head(SPARE)
        title = t("muestra.spare_title")
        subtitle = t("muestra.spare_subtitle", n=t.number(SPARE))
    else:
        title = t.count("muestra.drawn_title", len(rows))
        subtitle = t("muestra.drawn_subtitle", code=sample.code)
    if rows.empty:
        return tag("div", card_head(title, ""), tag("p", t("muestra.spare_none")))
    heads, lines = _grid(ctx, rows, ("municipality", "code", "label", "draw_order", "weight"))
    table = data_table(heads, lines, caption=title, search=t("muestra.search"))
    tall = 'class="faro-scroll" style="max-height:26rem"'
    short = Safe(table.replace('class="faro-scroll"', tall))
    foot = _foot(
        ctx, choices, sample, title, "", ("sample", "csv"), ("sample", "xlsx"), name=status
    )
    return tag("div", card_head(title, subtitle), short, foot)


@data.drawn
def methods(ctx: PageContext, choices: Asking, sample: Sample) -> Safe:
    """Return the card of the methods note.

    Args:
        ctx: The page's context.
        choices: The sample asked for.
        sample: The sample drawn.
    """
    t = ctx.t
    facts = tag(
        "dl",
        *(tag("div", tag("dt", a), tag("dd", b)) for a, b in note.facts(sample, t)),
        class_="faro-facts",
    )
    paragraphs = [
        tag("p", tag("b", f"{title}. "), text) for title, text in note.paragraphs(sample, t)
    ]
    head = card_head(t("muestra.note_title"), t("muestra.note_subtitle"))
    files_ = (("note", "pdf"), ("note", "md"))
    foot = _foot(ctx, choices, sample, note.title(sample, t), "", *files_, name="note")
    return tag("div", head, facts, *paragraphs, foot)


@data.drawn
def without_list(ctx: PageContext) -> Safe:
    """Return the line about the participants whose municipalities nobody has delivered.

    Args:
        ctx: The page's context.
    """
    t, rows = ctx.t, data.table(ctx.build_id, COUNTRIES, state="no_data")
    if rows.empty:
        return Safe("")
    names = t.listing([t.country(code) for code in rows.sort_values("country_order")["country"]])
    link = tag("a", t("muestra.without_list_link"), href=template_link("territorio"), download=True)
    return tag("p", t("muestra.without_list", listed=names), " ", link, class_="faro-source")


def _foot(
    ctx: PageContext,
    choices: Asking,
    sample: Sample,
    title: str,
    table: Safe | str,
    *named: tuple[str, str],
    name: str,
) -> Safe:
    t, cited = ctx.t, cite(ctx, choices, sample, title, name)
    taken = file_links(
        (ending.upper(), sample_link(ctx.build_id, name, ending, choices, ctx.lang))
        for name, ending in named
    )
    pictures = "" if (name.removeprefix("sample_"), "svg") in named else card_pictures(ctx, cited)
    listed = ", ".join(sorted(sources(ctx, choices.country)))
    source = sourced(t, t(f"origin.{sample.origin}"), listed, ctx.build)
    return tag(
        "div",
        tag("p", source, class_="faro-source", data_origin=sample.origin),
        tag(
            "div",
            later(t("word.table"), table) if table else "",
            later(t("word.download"), taken, pictures, downloads(ctx, UNIVERSE)),
            over(t("cite.title"), cite_block(ctx, cited, sample.origin)),
            class_="faro-actions",
        ),
    )


@data.drawn
def sources(ctx: PageContext, country: str) -> list[str]:
    """Return where the list of municipalities of a country comes from.

    Args:
        ctx: The page's context.
        country: ISO code of the country.
    """
    rows = data.table(ctx.build_id, COUNTRIES, country=country)
    texts = [ctx.t.pick(row, "source") for row in rows.to_dict("records")]
    files_ = data.table(ctx.build_id, UNIVERSE, country=country)["source_file"].unique()
    return [text for text in texts if text != ctx.t.missing] or sorted(files_)


def _grid(
    ctx: PageContext, rows: pd.DataFrame, names: Sequence[str]
) -> tuple[list[tuple[str, bool]], list[list[Any]]]:
    """Return headings and cells of some columns of a sample."""
    texts = {"label", "variable", "municipality", "code"}
    words = {"label": "class" if "variable" in names else "stratum"}
    heads = [(ctx.t(f"muestra.sheet.{words.get(name, name)}"), name not in texts) for name in names]
    return heads, [[_cell(ctx, row, name) for name in names] for row in rows.to_dict("records")]


def _cell(ctx: PageContext, row: dict[str, Any], name: str) -> Any:
    t = ctx.t
    if name == "label":
        region = row["class_id"] if row.get("variable") == "region" else None
        place = {"country": row["country"], "region_id": region, "region": row[f"label_{t.lang}"]}
        return linked(t, place, "region")
    if name == "variable":
        return t(f"muestra.variable.{row[name]}")
    if name.endswith("_pct"):
        return t.percent(row[name], 1)
    if isinstance(row[name], str):
        return linked(t, row, name)
    return t.number(row[name], 2 if name == "weight" else 0)
