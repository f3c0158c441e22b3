"""What an assistant is answered: metrics, a value, two side by side, an entity, rows of a query."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from cli.assistant.whole import (
    MOST_ROWS,
    breaks_between,
    members,
    plain,
    rows_of,
    whole,
    worst_level,
    worst_of,
)
from cli.assistant.wording import hold_causes
from dashboard import limits
from pipelines import origins, serving
from pipelines.errors import FaroError
from pipelines.serving import Answer, Build, Limits, Metric

LIMITS = Limits(rows=MOST_ROWS, seconds=10)
HOME = "CL"
OWN = "Consulta de quien pregunta, no publicada por Faro"
MOST_TEXT = 400  # characters of what is searched or claimed


def metrics(text: str, build_id: str | None) -> dict[str, Any]:
    """Return the metrics whose id, name or definition has all words of a text.

    Args:
        text: Words, with or without accents.
        build_id: The build; the one served where None.
    """
    hold_causes(text)
    build = serving.open(build_id)
    matching = [spec for spec in build.metrics.values() if _has(_about(spec), text)]
    listed: list[dict[str, Any]] = [
        {
            "id": spec.id,
            "name": spec.name.model_dump(),
            "definition": spec.definition.model_dump(),
            "unit": spec.unit,
            "dimensions": list(spec.dimensions),
            "origin": build.origin_of(spec.table),
        }
        for spec in matching
    ]
    named = [row["origin"] for row in listed]
    return whole(
        build,
        {"metrics": listed},
        origin=worst_level(named),
        title="Métricas de Faro",
        n=len(listed),
    )


def metric(
    metric_id: str, by: Sequence[str], where: Mapping[str, Any], build_id: str | None
) -> dict[str, Any]:
    """Return a metric by some of its dimensions: values, n and origin of each.

    Args:
        metric_id: The metric.
        by: Its dimensions, as docs of the metric name them.
        where: Dimension → value.
        build_id: The build; the one served where None.
    """
    build = serving.open(build_id)
    frame = build.metric(metric_id, by=by, where=where)
    spec = build.metrics[metric_id]
    rows = rows_of(frame)
    rounds = [row["round"] for row in rows if "round" in row]
    body = {
        "metric": metric_id,
        "definition": spec.definition.model_dump(),
        "unit": spec.unit,
        "rows": rows,
        "is_cut": len(frame) > MOST_ROWS,
    }
    return whole(
        build,
        body,
        origin=worst_of(frame),
        title=spec.name.es,
        n=members(frame),
        breaks=(rounds, None),
    )


def compare(
    metric_id: str,
    first: Mapping[str, Any],
    second: Mapping[str, Any],
    claim: str,
    build_id: str | None,
) -> dict[str, Any]:
    """Return two values of a metric side by side, and their difference where they compare.

    Args:
        metric_id: The metric.
        first: Dimension → value of one side.
        second: Of the other.
        claim: What the asker means to say of it.
        build_id: The build; the one served where None.

    Raises:
        FaroError: A causal claim that the data do not bear, no such build or metric, or a side that
            names no value or several (``ambiguous_metric``).
    """
    hold_causes(claim)
    build = serving.open(build_id)
    spec = build.metrics.get(metric_id)
    frames = [build.metric(metric_id, where=where) for where in (first, second)]
    for where, frame in zip((first, second), frames, strict=True):
        if len(frame) != 1:
            raise FaroError(
                f"{dict(where)} names {len(frame)} values, and one is needed",
                fix=f"Name a value for each of: {', '.join(spec.dimensions) if spec else ''}",
                code="ambiguous_metric",
            )
    assert spec is not None
    rounds = [str(where.get("round", where.get("round_id", ""))) for where in (first, second)]
    crossed = breaks_between(build, rounds) if rounds[0] != rounds[1] else []
    values = [plain(frame.iloc[0]["value"]) for frame in frames]
    known = all(isinstance(value, int | float) for value in values)
    difference = round(values[1] - values[0], 6) if known and not crossed else None
    body = {
        "metric": metric_id,
        "unit": spec.unit,
        "first": {"where": dict(first), **rows_of(frames[0])[0]},
        "second": {"where": dict(second), **rows_of(frames[1])[0]},
        "difference": difference,
        "comparable": not crossed,
        "why_not": [row["reason_en"] for row in crossed],
    }
    both = pd.concat(frames)
    return whole(
        build,
        body,
        origin=worst_of(both),
        title=spec.name.es,
        n=members(both),
        breaks=(rounds, crossed),
    )


def entity(name: str, build_id: str | None) -> dict[str, Any]:
    """Return the sheet of a municipality, by its code or exact name: rounds, convenios, tools.

    Args:
        name: A code, or a name without a slip.
        build_id: The build; the one served where None.

    Raises:
        FaroError: No municipality has that code or name, or several do (``no_entity``).
    """
    build = serving.open(build_id)
    known = build.table("core_territory__municipality", {"country": HOME})
    match = known[(known["cut"] == name) | (known["municipality"].map(_folded) == _folded(name))]
    if len(match) != 1:
        near = [municipality for municipality in known["municipality"] if _has(municipality, name)][
            :8
        ]
        raise FaroError(
            f"no municipality is called {name[:60]}; none is guessed",
            fix=f"Did you mean: {', '.join(near)}" if near else "Search for it",
            code="no_entity",
        )
    cut = str(match.iloc[0]["cut"])
    tables = {
        "rounds": ("out_fiscalizacion__municipality_standing", "round_id score_pct score_state"),
        "convenios": ("out_convenios__municipality", "kind date_signed date_end"),
        "tools": ("out_adopcion__tool_municipality", "tool_id stage date"),
    }
    body: dict[str, Any] = {"cut": cut, "name": str(match.iloc[0]["municipality"])}
    read, n = [], 0
    for part, (table, columns) in tables.items():
        if table not in build.tables():
            body[part] = None
            continue
        frame = build.table(table, {"cut": cut})
        keep = [column for column in (*columns.split(), "origin") if column in frame]
        body[part] = rows_of(frame[keep])
        read.append(frame)
        n += len(frame)
    worst = worst_level(
        [origins.PUBLISHED, *(level for frame in read for level in frame.get("origin", ()))]
    )
    rounds = [row["round_id"] for row in body["rounds"] or ()]
    title = f"Municipalidad de {body['name']}"
    page = f"municipio?cut={cut}"
    return whole(build, body, origin=worst, title=title, n=n, breaks=(rounds, None), page=page)


def search(text: str, build_id: str | None) -> dict[str, Any]:
    """Return what is called by all words of a text: metrics, tables, municipalities.

    Args:
        text: Words, with or without accents.
        build_id: The build; the one served where None.
    """
    hold_causes(text)
    build = serving.open(build_id)
    places = build.table("core_territory__municipality", {"country": HOME})
    tables = [build.describe(name) for name in build.tables() if name.startswith("out_")]
    matches: dict[str, list[Any]] = {
        "metrics": [spec.id for spec in build.metrics.values() if _has(_about(spec), text)],
        "tables": [
            {
                "table": described.name,
                "label": described.label.model_dump(),
                "grain": described.grain.model_dump(),
            }
            for described in tables
            if _has(f"{described.name} {described.label.es} {described.label.en}", text)
        ],
        "municipalities": [
            {"cut": row["cut"], "name": row["municipality"], "region": row["region"]}
            for row in places.to_dict("records")
            if _has(row["municipality"], text)
        ],
    }
    matches = {kind: listed[:20] for kind, listed in matches.items()}
    n = sum(map(len, matches.values()))
    return whole(build, matches, origin=worst_level([origins.PUBLISHED] * n), title="Búsqueda", n=n)


def table(name: str, build_id: str | None) -> dict[str, Any]:
    """Return what a table is: grain, keys, and every column with unit and definition.

    Args:
        name: A core or out table.
        build_id: The build; the one served where None.
    """
    build = serving.open(build_id)
    about: dict[str, Any] = build.describe(name).model_dump(
        mode="json", include={"name", "label", "definition", "grain", "keys", "columns"}
    )
    n = int(build.manifest["row_counts"][name])
    return whole(build, about, origin=build.origin_of(name), title=about["label"]["es"], n=n)


def query(sql: str, build_id: str | None) -> dict[str, Any]:
    """Return the rows of one SELECT, in the sandbox and its limits.

    Whoever asks writes what it computes: it is never what Faro publishes, and says so.

    Args:
        sql: One SELECT.
        build_id: The build; the one served where None.

    Raises:
        FaroError: The query is refused, reads no table (then nothing in it is of Faro), or too many
            came within a minute.
    """
    if pause := limits.take("queries", "assistants"):  # of all that ask here together
        raise limits.refusal("queries", pause)
    build = serving.open(build_id)
    answer = build.ask(sql, limits=LIMITS)
    if not answer.tables:
        raise FaroError(
            "the query reads no table: nothing in its answer would be a figure of Faro",
            fix="Read a core or out table; `search` finds them",
            code="query_no_table",
        )
    body = {
        "rows": rows_of(serving.to_take(answer)),
        "row_count": len(answer.frame),
        "is_cut": answer.is_cut,
        "tables": list(answer.tables),
    }
    origin = worst_level([origins.COMPUTED, answer.origin])
    crossed = (_rounds(build, answer), None)
    return whole(
        build, body, origin=origin, title=OWN, n=members(answer.frame), breaks=crossed, query=sql
    )


def _rounds(build: Build, answer: Answer) -> list[str]:
    """Return the rounds an answer may speak of: those it names; of tables by round else, all."""
    named = [column for column in ("round_id", "round") if column in answer.frame]
    if named:
        return [str(value) for value in answer.frame[named[0]].dropna()]
    columns = (build.describe(name).columns for name in answer.tables)
    if not any(column.name == "round_id" for of_table in columns for column in of_table):
        return []
    return list(build.table("core_fiscalizacion__round")["round_id"])


def citation(
    metric_id: str, where: Mapping[str, Any], claim: str, build_id: str | None
) -> dict[str, Any]:
    """Return a value with how to cite it; what the asker means to say of it stays the asker's.

    Args:
        metric_id: The metric.
        where: Dimension → value that picks it.
        claim: What the asker means to say of it.
        build_id: The build; the one served where None.
    """
    hold_causes(claim)
    return metric(metric_id, (), where, build_id)


def _about(spec: Metric) -> str:
    texts = (spec.name.es, spec.name.en, spec.definition.es, spec.definition.en)
    return f"{spec.id} {' '.join(texts)}"


def _has(content: str, text: str) -> bool:
    return all(word in _folded(content) for word in _folded(text[:MOST_TEXT]).split())


def _folded(text: str) -> str:
    parts = unicodedata.normalize("NFKD", str(text).casefold())
    return "".join(character for character in parts if not unicodedata.combining(character)).strip()
