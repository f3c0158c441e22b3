"""The cards of a self-assessment: the way to the target, materias, answers, the instrument."""

from __future__ import annotations

from typing import Any

from pipelines.methods.questionnaires.instrument_2025 import Answer, Item
from presentation import data
from presentation.cards.cards import card_head, html_card, source_note
from presentation.cards.kpi import origin_chip
from presentation.choices.self_assessment import Assessed
from presentation.context import PageContext
from presentation.markup.html import Safe, in_spanish, join, tag
from presentation.markup.tables import data_table, folded
from presentation.panels.autoevaluacion import PAGE, to_mend
from presentation.words import Text

CROSSWALK = "out_instrumento__crosswalk"
Table = tuple[list[tuple[str, bool]], list[list[Any]]]


def way(t: Text, assessed: Assessed) -> Table:
    """Return the steps to the target: heads and rows of words.

    Args:
        t: Text in the language of the reader.
        assessed: The answers and what they score.
    """
    keys = (("step", True), ("item", False), ("mend", False), ("gain", True), ("after", True))
    rows = [
        [
            t.number(at),
            in_spanish(t.lang, assessed.named[step.item_id]["item_es"]),
            to_mend(t, assessed, step.item_id),
            t.points(step.gain_pts, 2),
            t.percent(step.total_pct, 1),
        ]
        for at, step in enumerate(assessed.path, start=1)
    ]
    return _heads(t, keys), rows


def way_title(t: Text, assessed: Assessed) -> str:
    """Return the sentence that says how far the target is.

    Args:
        t: Text in the language of the reader.
        assessed: The answers and what they score.
    """
    target = t.percent(float(assessed.target), 0)
    if not assessed.path:
        return t("autoevaluacion.way_there", target=target)
    last = t.percent(assessed.path[-1].total_pct, 1)
    if not assessed.reaches:
        return t.count("autoevaluacion.way_short", len(assessed.path), target=target, total=last)
    return t.count("autoevaluacion.way_title", len(assessed.path), target=target, total=last)


def materias(t: Text, assessed: Assessed) -> Table:
    """Return the materias with their weight, that of the answers so far, and their score.

    Args:
        t: Text in the language of the reader.
        assessed: The answers and what they score.
    """
    keys = (("materia", False), ("score", True), ("weight", True), ("share", True))
    heads = _heads(t, (*keys, ("scored", True)))
    return heads, [_materia(t, assessed, name) for name in assessed.result.materias]


def _materia(t: Text, assessed: Assessed, name: str) -> list[str]:
    own = [item for item in assessed.asks.items if item.materia_id == name]
    scored = sum(assessed.result.items[item.item_id] is not None for item in own)
    weight, score = assessed.asks.weights.get(name), assessed.result.materias[name]
    share = None if score is None or weight is None else weight / assessed.scored_weight
    none = "–"
    return [
        in_spanish(t.lang, assessed.named[own[0].item_id]["materia_es"]),
        none if score is None else t.percent(100 * score, 1),
        t("autoevaluacion.recorded") if weight is None else t.percent(100 * weight, 0),
        none if share is None else t.percent(100 * share, 1),
        t("autoevaluacion.of", n=t.number(scored), all=t.number(len(own))),
    ]


def answers(t: Text, assessed: Assessed) -> Table:
    """Return what was answered of each item, its score and what mending it is worth.

    Args:
        t: Text in the language of the reader.
        assessed: The answers and what they score.
    """
    keys = (("item", False), ("answer", False), ("score", True), ("gain", True))
    answered = [item for item in assessed.asks.items if item.item_id in assessed.answers]
    return _heads(t, keys), [_answer(t, assessed, item) for item in answered]


def _answer(t: Text, assessed: Assessed, item: Item) -> list[str]:
    score, step = assessed.result.items[item.item_id], assessed.worth.get(item.item_id)
    return [
        in_spanish(t.lang, assessed.named[item.item_id]["item_es"]),
        answer_text(t, item, assessed.answers[item.item_id]),
        t("autoevaluacion.left_out") if score is None else t.percent(100 * score, 1),
        "–" if step is None else t.points(step.gain_pts, 2),
    ]


def answer_text(t: Text, item: Item, answer: Answer) -> str:
    """Return an answer in words.

    Args:
        t: Text in the language of the reader.
        item: The item.
        answer: What was answered of it.
    """
    scenario = t(f"autoevaluacion.scenario.{answer.scenario}")
    if answer.scenario != "there":
        return scenario
    general = [
        t(f"autoevaluacion.general.{name}", said=t(f"autoevaluacion.said.{value}"))
        for name, value in (
            ("available", "yes" if answer.is_available else "no"),
            ("current", "yes" if answer.is_current else "no"),
            ("complete", answer.complete),
        )
    ]
    applicable = item.indicators if answer.applicable is None else answer.applicable
    met = t("autoevaluacion.met_of", n=t.number(answer.met), all=t.number(applicable))
    return "; ".join([scenario, *general, *([met] if applicable else [])])


def way_card(ctx: PageContext, assessed: Assessed) -> Safe:
    """Return the card of the way to the target.

    Args:
        ctx: The page's context.
        assessed: The answers and what they score.
    """
    t, title = ctx.t, way_title(ctx.t, assessed)
    heads, rows = way(t, assessed)
    table = data_table(heads, rows, caption=title) if rows else ""
    return _card(ctx, assessed, title, t("autoevaluacion.way_subtitle"), table)


def materias_card(ctx: PageContext, assessed: Assessed) -> Safe:
    """Return the card of the materias, with every answer in a fold, and the rule.

    Args:
        ctx: The page's context.
        assessed: The answers and what they score.
    """
    t = ctx.t
    title = t.count(
        "autoevaluacion.materias_title",
        sum(assessed.result.materias[name] is not None for name in assessed.asks.weights),
        all=t.number(len(assessed.asks.weights)),
    )
    listed, answered = (
        data_table(*made, caption=words)
        for made, words in (
            (materias(t, assessed), title),
            (answers(t, assessed), t("autoevaluacion.answers")),
        )
    )
    inside = [
        listed,
        folded(t.count("autoevaluacion.answers_all", assessed.answered), answered),
        folded(t("autoevaluacion.rule"), rule(t)),
    ]
    return _card(ctx, assessed, title, t("autoevaluacion.materias_subtitle"), *inside)


def rule(t: Text) -> Safe:
    """Return the rule, line by line.

    Args:
        t: Text in the language of the reader.
    """
    return tag("ul", *(tag("li", line) for line in rule_lines(t)))


def rule_lines(t: Text) -> list[str]:
    """Return the lines of the rule.

    Args:
        t: Text in the language of the reader.
    """
    return [t(f"autoevaluacion.rule_{n}") for n in range(1, 6)]


@data.drawn
def crosswalk_card(ctx: PageContext) -> Safe:
    """Return the materias of 2025 beside those of 2018 and the items of IG 11.

    Args:
        ctx: The page's context.
    """
    t, rows = ctx.t, data.table(ctx.build_id, CROSSWALK).sort_values("materia_order")
    lines = [
        [
            in_spanish(t.lang, row["materia_es"]),
            t.percent(100 * row["weight"], 0) if row["is_scored"] else t("autoevaluacion.recorded"),
            t.number(row["item_count"]),
            _counterpart(t, row, "former_materia", row["former_relation"]),
            _counterpart(t, row, "ig11_item", row["ig11_relation"], str(row["ig11_item_id"])),
        ]
        for row in rows.to_dict("records")
    ]
    keys = (("materia", False), ("weight", True), ("items", True))
    heads = _heads(t, (*keys, ("former", False), ("ig11", False)))
    alone = rows[rows["is_scored"] & rows["former_materia_id"].isna()]
    scored = rows[rows["is_scored"]]
    title = t(
        "autoevaluacion.crosswalk_title",
        n=t.number(len(scored) - len(alone)),
        all=t.number(len(scored)),
        alone=t.listing(alone["materia_es"].tolist()),
    )
    return html_card(
        ctx,
        data_table(heads, lines, caption=title),
        name="crosswalk",
        title=title,
        subtitle=t("autoevaluacion.crosswalk_subtitle"),
        rows=rows,
        table=CROSSWALK,
        page=PAGE,
    )


def _counterpart(t: Text, row: dict[str, Any], name: str, relation: Any, code: str = "") -> str:
    if not isinstance(relation, str):
        return t("autoevaluacion.no_counterpart")
    named = " ".join(filter(None, (code, t.pick(row, name))))
    if relation == "exact":
        return named
    return f"{named} ({t(f'autoevaluacion.relation.{relation}')})"


def _card(ctx: PageContext, assessed: Assessed, title: str, subtitle: str, *body: Any) -> Safe:
    """Return a card of what was answered: no table of the build holds it."""
    chip = tag("p", origin_chip(ctx.t, assessed.origin))
    note = source_note(ctx, assessed.rows, origin=assessed.origin)
    return join([card_head(title, subtitle), chip, *body, note])


def _heads(t: Text, keys: tuple[tuple[str, bool], ...]) -> list[tuple[str, bool]]:
    return [(t(f"autoevaluacion.col.{key}"), is_number) for key, is_number in keys]
