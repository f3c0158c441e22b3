"""Charts as files beside the pages: the drawing for a desk and for a phone, its rows, its facts."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from pipelines import marking, serving
from pipelines.marking import Marked, origin_of, suffix
from pipelines.origins import LEVELS, SIMULATED
from pipelines.serving import changing
from pipelines.spreadsheets import frame_csv
from presentation import charts, data, drawing, drawings
from presentation.charts.base import Plot
from presentation.charts.credits import credit
from presentation.context import PageContext
from presentation.markup.html import tag
from presentation.markup.tables import contract_table
from public import png, style
from public.writing import Folder

WIDE, HALF, PHONE = 1080, 540, 350  # pixels: alone on its line, beside another, on a phone
# Pixels for each of the drawing: 1,140 across; 760 of one municipality, of which there are
# thousands. What is to be larger is the SVG.
PNG_SCALE, PNG_SCALE_OF_ONE = 1.5, 1.0
MOST_ROWS = 1000  # of a table twin: a page with more is slow on a phone, and its rows are a file
METRIC_FILES = ("csv", "metadata.json")
ROOT = "~/"  # stands for the way up to the folder of the edition until a page is written


class Charts:
    """The charts of an edition in one language.

    Args:
        folder: The edition being made.
        tables: Tables handed out beside the pages, and the endings of their files.
        metrics: Metrics handed out.
    """

    def __init__(
        self, folder: Folder, *, tables: Mapping[str, Collection[str]], metrics: Collection[str]
    ) -> None:
        self.folder = folder
        self.tables = tables
        self.metrics = frozenset(metrics)
        self._done: set[str] = set()

    def shown(self, ctx: PageContext, digest: str, used: dict[str, str], *, width: int) -> str:
        """Return a chart as a picture of its own; note where the drawing for a desk stands.

        Args:
            ctx: The page's context.
            digest: Of the figure, as a page has kept it.
            used: Takes the path of the drawing by the digest, the first of a page.
            width: Of the drawing for a desk.
        """
        plot = drawings.kept(digest)
        assert plot is not None, "a page has just shown it"
        desk, phone = (_picture(ctx, digest, size) for size in (width, PHONE))
        used.setdefault(digest, desk)
        for path, size in ((desk, width), (phone, PHONE)):
            if path not in self._done:
                self._done.add(path)
                drawn = drawings.drawing_of(digest, plot.spec, size, "svg")
                self.folder.emit(
                    path, style.drawing(drawn, title=plot.takeaway, alt=plot.alt).encode()
                )
        image = tag(
            "img",
            src=ROOT + desk,
            alt=plot.alt,
            width=width,
            height=plot.height,
            loading="lazy",
            decoding="async",
        )
        narrow = tag("source", media="(max-width: 640px)", srcset=ROOT + phone)
        return tag("figure", tag("picture", narrow, image), class_="faro-still")

    def twin(self, ctx: PageContext, address: str, used: list[str]) -> str:
        """Return the table twin of a chart, with its rows and facts to take away; note its path.

        A table of more than :data:`MOST_ROWS` rows is its file alone, which says how many.

        Args:
            ctx: The page's context.
            address: Of the chart, as a link of the dashboard has it.
            used: Takes the path, without an ending.
        """
        chart = _chart_of(ctx, address)
        if chart is None:
            return ""
        recipe_id, choices, plot = chart
        recipe = charts.RECIPES[recipe_id]
        contract, count = ctx.build.describe(recipe.tables[0]), len(plot.rows)
        table = (
            contract_table(plot.rows, contract, recipe.columns, ctx.t, caption=plot.takeaway)
            if count <= MOST_ROWS
            else tag("p", ctx.t("public.long_table", n=ctx.t.number(count)), class_="faro-source")
        )
        stem = _stem(ctx, recipe_id, choices, plot)
        if stem not in self._done:
            self._done.add(stem)
            self._png(ctx, stem, plot, scale=PNG_SCALE_OF_ONE if recipe.of == "cut" else PNG_SCALE)
            body = Marked(frame_csv(plot.rows, bom=True, date_format="%Y-%m-%d"), plot.rows)
            if serving.provisional(ctx.build):
                body = changing.with_column(body, "csv")
            self.folder.emit(f"{stem}.csv", body)
            about = _facts(ctx, recipe_id, choices, plot)
            self.folder.emit(f"{stem}.metadata.json", _json(about))
        used.append(stem)
        links = [
            tag("a", words, href=f"/{stem}.{ending}", download=True)
            for words, ending in (("CSV", "csv"), (ctx.t("public.facts"), "metadata.json"))
        ]
        return str(tag("p", *links, class_="faro-downloads")) + str(table)

    def _png(self, ctx: PageContext, stem: str, plot: Plot, *, scale: float) -> None:
        """Write a chart as a picture with its words, unless the edition that stands has it."""
        note = credit(ctx.t, plot.rows, build=ctx.build, origin=plot.origin)
        content = (plot.spec, plot.takeaway, plot.subtitle, note.replace(ctx.build_id, ""))
        sign = png.sign(__file__, content)
        if not self.folder.take(f"{stem}.png", sign.encode()):
            drawn = drawing.png(plot, ctx.t, note=note, scale=scale)
            self.folder.emit(f"{stem}.png", png.small(drawn, sign))

    def file(
        self,
        ctx: PageContext,
        path: str,
        query: dict[str, str],
        drawn: Mapping[str, str],
        files: Collection[str],
    ) -> str | None:
        """Return where a file that the dashboard gives away stands, None when it does not.

        Args:
            ctx: The page's context.
            path: Its path in the dashboard.
            query: The choices after it.
            drawn: The drawings of the page, by the digests of its charts.
            files: What its charts are taken away as, without an ending.
        """
        name = path.rpartition("/")[2]
        stem, _, ending = name.partition(".")
        if path.startswith("/api/"):
            return f"api/{name}" if stem in self.metrics and ending in METRIC_FILES else None
        if "/charts/" in path:
            chart = _chart_of(ctx, f"{path}?{urlencode(query)}")
            if chart is None or ending not in ("svg", "png"):
                return None
            if ending == "svg":
                return drawn.get(chart[2].digest)
            stem = _stem(ctx, *chart)
            return f"{stem}.png" if stem in files else None
        if ending in self.tables.get(stem, ()) and path.count("/") == 3:
            return f"data/data/{name}"
        return None


def _stem(ctx: PageContext, recipe_id: str, choices: Mapping[str, str], plot: Plot) -> str:
    """Return the path of what is taken away of a chart, without an ending.

    The day of the edition is not in it: what is cited keeps its address when the next one comes.
    """
    chosen = [value for value in choices.values() if value != ctx.today.isoformat()]
    name = "-".join([recipe_id, *map(_plain, chosen)])
    worst, may_change = origin_of(plot.rows, plot.origin), serving.provisional(ctx.build)
    return f"{ctx.lang}/charts/{name}{suffix(worst, provisional=may_change)}"


def _picture(ctx: PageContext, digest: str, width: int) -> str:
    return f"{ctx.lang}/c/{digest}-{width}.svg"


def _chart_of(ctx: PageContext, address: str) -> tuple[str, dict[str, str], Plot] | None:
    parts = urlsplit(address)
    recipe_id = parts.path.rpartition("/")[2].partition(".")[0]
    if recipe_id not in charts.RECIPES:
        return None
    choices = {key: value for key, value in parse_qsl(parts.query) if key != "lang"}
    return recipe_id, choices, data.chart(ctx.build_id, recipe_id, ctx.lang, **choices)


def _facts(ctx: PageContext, recipe_id: str, choices: dict[str, str], plot: Plot) -> dict[str, Any]:
    """Return what must be known of the rows of a chart to use them."""
    recipe, held = charts.RECIPES[recipe_id], set[str]()
    contract = ctx.build.describe(recipe.tables[0])
    if "origin" in plot.rows:
        held = set(plot.rows["origin"].dropna())
    worst = origin_of(plot.rows, plot.origin)
    labels = {column.name: column for column in contract.columns}
    may_change = serving.provisional(ctx.build)
    fields = marking.fields(worst, provisional=may_change)
    warning = marking.cited(worst, ctx.lang, provisional=may_change)
    return {
        "id": recipe_id,
        "title": plot.takeaway,
        "subtitle": plot.subtitle,
        "describes": plot.alt,
        "language": ctx.lang,
        "choices": choices,
        "table": recipe.tables[0],
        "columns": [
            {
                "name": str(name),
                **(
                    {
                        "label": labels[name].label.in_language(ctx.lang),
                        "definition": labels[name].definition.in_language(ctx.lang),
                        "unit": labels[name].unit,
                    }
                    if name in labels
                    else {}
                ),
            }
            for name in plot.rows.columns
        ],
        "metrics": list(recipe.metrics),
        "rows": len(plot.rows),
        "missing": "empty; never zero",
        "origin": [level for level in LEVELS if level in held] or [worst],
        "simulated": worst == SIMULATED,
        **{
            key: value[ctx.lang] if isinstance(value, dict) else value
            for key, value in fields.items()
        },
        **({"citation_notice": warning} if warning else {}),
        "source": credit(ctx.t, plot.rows, build=ctx.build, origin=plot.origin),
        "build_id": ctx.build_id,
    }


def _json(content: Any) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1, default=str) + "\n").encode()


def _plain(value: Any) -> str:
    return "".join(
        character if character.isalnum() or character in "_." else "-" for character in str(value)
    )
