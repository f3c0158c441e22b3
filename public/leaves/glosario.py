"""Every term of the field, with an address of its own."""

from __future__ import annotations

from presentation import data
from presentation.cards.glossary import TABLE
from presentation.context import PageContext
from presentation.markup.html import put, tag
from presentation.sorting import by_name
from public.listing import head

PAGE = "glosario"


def show(ctx: PageContext) -> None:
    """Show the page.

    Args:
        ctx: The page's context.
    """
    t = ctx.t
    rows = data.table(ctx.build_id, TABLE).sort_values(f"term_{ctx.lang}", key=by_name)
    title = t("public.glosario.title", n=t.number(len(rows)))
    head(ctx, PAGE, title, t("public.glosario.lead"))
    terms = [
        tag(
            "div",
            tag("dt", tag("a", t.pick(row, "term"), href=f"#{row['term_id']}")),
            tag("dd", t.pick(row, "definition")),
            id=row["term_id"],
        )
        for row in rows.to_dict("records")
    ]
    put(tag("section", tag("dl", *terms, class_="faro-words"), class_="faro-card"))
