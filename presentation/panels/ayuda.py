"""Help: a guide for each kind of reader, made of what they come for, and the words of the field."""

from __future__ import annotations

from presentation import data, menu
from presentation.cards.cards import card_head
from presentation.context import PageContext, address
from presentation.guides import USERS, Guide, Task, guide
from presentation.links import card_link
from presentation.markup.html import Safe, emphasised, tag
from presentation.sorting import by_name

TERMS = "core_catalogue__term"
VIEWS = (*USERS, "glossary")


@data.drawn
def guide_for(ctx: PageContext, user: str) -> Safe:
    """Return the guide of one kind of reader: each task, how it is done, and where it begins.

    Args:
        ctx: The page's context.
        user: The kind of reader.
    """
    shown: Guide = guide(ctx.lang, user)
    tasks = [
        tag(
            "li",
            tag("h3", task.want),
            tag("ol", *(tag("li", emphasised(step)) for step in task.steps)),
            tag(
                "a",
                ctx.t("ayuda.go", page=ctx.t(f"nav.{task.page}")),
                href=address(ctx, task.page, **task.query) + (f"#{task.card}" if task.card else ""),
                target="_self",
            ),
            _picture(ctx, task),
            id=f"{user}-{task.id}",
        )
        for task in shown.tasks
    ]
    return tag(
        "div",
        card_head(shown.title, shown.lead),
        tag("ol", *tasks, class_="faro-tasks"),
        tag("p", emphasised(shown.beware), class_="faro-source"),
    )


def _picture(ctx: PageContext, task: Task) -> Safe | str:
    """Return the card that a task ends at, small and as it is now; nothing where none is one's."""
    if ctx.linked is not None or not task.card or task.page not in menu.READ:
        return ""
    if task.needs and not ctx.build.manifest["row_counts"].get(task.needs):
        return ""  # no data, no card
    to = card_link(ctx.build_id, task.page, task.card, ctx.lang, **task.query)
    frame = tag("iframe", src=to, title=task.want, loading="lazy", tabindex="-1")
    return tag("div", frame, class_="faro-picture")


@data.drawn
def glossary(ctx: PageContext) -> Safe:
    """Return every term of the field with what it means here; each has an address of its own.

    Args:
        ctx: The page's context.
    """
    t, rows = ctx.t, data.table(ctx.build_id, TERMS).sort_values(f"term_{ctx.lang}", key=by_name)
    words = [
        tag(
            "div",
            tag("dt", t.pick(row, "term")),
            tag("dd", t.pick(row, "definition")),
            id=row["term_id"],
        )
        for row in rows.to_dict("records")
    ]
    return tag(
        "div",
        card_head(t.count("ayuda.terms", len(rows)), t("ayuda.terms_subtitle")),
        tag("dl", *words, class_="faro-words"),
    )
