"""One tool of a model as a tile of its map: use, time, evidence, and the rest on request."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from presentation import data
from presentation.charts.simulated import is_simulated
from presentation.context import PageContext
from presentation.markup.html import Safe, external_link, join, tag
from presentation.markup.tables import folded

EVIDENCE, STEPS = "core_model__evidence", "core_model__step"
ROLES, ITEMS = "core_model__tool_role", "core_model__tool_item"
ANNEXES, NAMES = "core_model__annex", "core_model__tool_name"
ORDER, TOOLS = "core_model__order", "core_model__tool"
CHANGES = "out_modelos__version_change"
MOST_PIPS = 24
LONG = 14  # tools: a map of more says their evidence on request, or a phone scrolls without end
Row = Mapping[str, Any]


class Known:
    """What the tables say of each tool of one version, by its id.

    Args:
        ctx: The page's context.
        version: Id of the version.
        used: Who uses its tools, in one country.
    """

    def __init__(self, ctx: PageContext, version: str, used: pd.DataFrame) -> None:
        def by_tool(table: str, order: str) -> dict[str, list[dict]]:
            rows = data.table(ctx.build_id, table, version_id=version).sort_values(order)
            return {str(tool): part.to_dict("records") for tool, part in rows.groupby("tool_id")}

        self.printed = by_tool(NAMES, "name_order")
        names = data.table(ctx.build_id, TOOLS, version_id=version).set_index("tool_id")
        self.names = names[f"name_{ctx.lang}"]
        self.is_long = len(names) > LONG
        self.evidence = by_tool(EVIDENCE, "evidence_order")
        self.steps, self.roles = by_tool(STEPS, "step_order"), by_tool(ROLES, "role_order")
        self.annexes = by_tool(ANNEXES, "annex_order")
        self.items, self.after = by_tool(ITEMS, "item_order"), by_tool(ORDER, "after_id")
        self.used = used.set_index("tool_id").to_dict("index")
        self.simulated = is_simulated(used)
        rows = data.table(ctx.build_id, CHANGES, version_id=version)
        rows = rows[rows["tool_id"].notna() & rows["change_kind"].isin(["added", "renamed"])]
        self.changes = rows.set_index("tool_id").to_dict("index")


def tile(ctx: PageContext, row: Row, known: Known) -> Safe:
    """Return a tool as an entry of the list of its dimension.

    Args:
        ctx: The page's context.
        row: The tool.
        known: What the tables say of each tool of its version.
    """
    t, tool, name = ctx.t, str(row["tool_id"]), ctx.t.pick(row, "name")
    number = tag("span", str(row["tool_order"]), class_="number")
    facts = [_fact(t("modelos.time"), _time(ctx, row))]
    if not known.is_long:
        facts.append(_fact(t("modelos.evidence"), _evidence(ctx, tool, known)))
    return tag(
        "li",
        tag("h4", "" if name[:1].isdigit() else number, name),
        _change(ctx, known.changes.get(tool)),
        _use(ctx, known.used.get(tool), known.simulated),
        tag("p", t.pick(row, "purpose")),
        tag("dl", *facts),
        _more(ctx, row, known),
    )


def text_or_nothing(ctx: PageContext, row: Row, name: str) -> str:
    """Return a text of a row in the language of the reader; nothing where there is none.

    Args:
        ctx: The page's context.
        row: A row of a table of models.
        name: Of the text, without its language.
    """
    text = row[f"{name}_{ctx.lang}"]
    return text if isinstance(text, str) else ""


def proposed(ctx: PageContext, row: Row) -> Safe | str:
    """Return the mark of what is Faro's proposal and not the source's.

    Args:
        ctx: The page's context.
        row: A row of a table of models.
    """
    return join([" ", _proposal(ctx)]) if row["is_illustrative"] else ""


def bar(*parts: tuple[str, float], simulated: bool) -> Safe:
    """Return a bar of one or two parts, in percent; the words beside it say the same.

    Args:
        simulated: Whether its figures are.
        *parts: Name of each part and its share, 0 to 100.
    """
    look = "faro-bar simulated" if simulated else "faro-bar"
    drawn = [tag("span", class_=name, style=f"width:{wide:.2f}%") for name, wide in parts if wide]
    return tag("span", *drawn, class_=look, aria_hidden="true")


def _proposal(ctx: PageContext) -> Safe:
    t = ctx.t
    help_text = t("modelos.illustrative_help")
    return tag("span", t("modelos.illustrative"), class_="faro-chip", title=help_text, tabindex="0")


def _use(ctx: PageContext, used: Row | None, simulated: bool) -> Safe:
    t = ctx.t
    part = 0 if used is None else int(used["part_count"])
    if used is None or pd.isna(used["in_use_count"]):
        text = t.count("modelos.part", part) if part else t("modelos.no_adoption")
        return tag("p", text, class_="use none")
    own, read = (
        0 if pd.isna(used[n]) else int(used[n]) for n in ("model_tool_adopters", "read_count")
    )
    total = int(used["municipalities"])
    many, share = t.number(own + read), t.percent(used["model_tool_share"], 1)
    more = t("modelos.read", n=t.number(read)) if own else t("modelos.read_all")
    return tag(
        "p",
        bar(("own", 100 * own / total), ("read", 100 * read / total), simulated=simulated),
        tag("strong", t("modelos.use", n=many, total=t.number(total), share=share)),
        f" {more}" if read else "",
        f" {t.count('modelos.have_part', part)}" if part else "",
        class_="use",
    )


def _evidence(ctx: PageContext, tool: str, known: Known) -> Safe:
    proofs = known.evidence.get(tool, [])
    texts = [tag("li", ctx.t.pick(proof, "text"), proposed(ctx, proof)) for proof in proofs]
    return tag("ul", *texts) if texts else tag("span", ctx.t.missing, class_="none")


def _time(ctx: PageContext, row: Row) -> Safe:
    """Return the time of a tool: a mark a month, the words, and what the source adds."""
    t, kind, note = ctx.t, str(row["time_kind"]), text_or_nothing(ctx, row, "time_note")
    if kind == "unknown":
        return tag("span", t.missing, class_="none")
    pips, words = "", t.code("modelos.time_kind", kind)
    if kind == "months":
        months = int(row["time_months"])
        words = t.count("modelos.months", months)
        pips = tag("span", "▪" * min(months, MOST_PIPS), " ", class_="pips", aria_hidden="true")
    return join([pips, words, f". {note}" if note else ""])


def _change(ctx: PageContext, change: Row | None) -> Safe | str:
    if change is None:
        return ""
    sign, text = "+", ctx.t("modelos.new")
    if change["change_kind"] == "renamed":
        sign, text = "≈", ctx.t("modelos.before", name=ctx.t.pick(change, "from_tool"))
    shown = tag("span", sign, aria_hidden="true")
    return tag("p", shown, " ", text, class_=f"faro-change {change['change_kind']}")


def _more(ctx: PageContext, row: Row, known: Known) -> Safe:
    t, tool = ctx.t, str(row["tool_id"])
    steps = [tag("li", t.pick(s, "text"), proposed(ctx, s)) for s in known.steps.get(tool, [])]
    update = row["update_kind"]
    kinds = {"periodic", "permanent"}
    facts = {
        "modelos.evidence": _evidence(ctx, tool, known) if known.is_long else "",
        "modelos.steps": tag("ol", *steps) if steps else "",
        "modelos.roles": ", ".join(t.pick(role, "name") for role in known.roles.get(tool, [])),
        "modelos.items": ", ".join(str(item["item_id"]) for item in known.items.get(tool, [])),
        "modelos.after": ", ".join(known.names[o["after_id"]] for o in known.after.get(tool, [])),
        "modelos.validity": text_or_nothing(ctx, row, "validity"),
        "modelos.update": join([t(f"modelos.update_of.{update}"), " ", _proposal(ctx)])
        if update in kinds
        else "",
        "modelos.annexes": _annexes(ctx, known.annexes.get(tool, [])),
        "modelos.printed": _printed(known.printed.get(tool, [])),
        "modelos.note": text_or_nothing(ctx, row, "note"),
        "word.source": str(row["source_id"]),
    }
    shown = [_fact(t(name), value) for name, value in facts.items() if value]
    return folded(t("modelos.more"), tag("dl", *shown))


def _annexes(ctx: PageContext, rows: list[dict]) -> Safe | str:
    """Return guides and forms: a link, the name of a file, or that they are only announced."""
    shown = [
        tag("li", external_link(row["url"], ctx.t.pick(row, "name")))
        if isinstance(row["url"], str)
        else tag("li", f"{ctx.t.pick(row, 'name')}: {row['file'] or ctx.t('modelos.announced')}")
        for row in rows
    ]
    return tag("ul", *shown) if shown else ""


def _printed(rows: list[dict]) -> str:
    return "; ".join(f"«{row['printed_name']}» ({row['source_id']})" for row in rows)


def _fact(name: str, value: Any) -> Safe:
    return tag("div", tag("dt", name), tag("dd", value))
