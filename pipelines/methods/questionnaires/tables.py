"""Instruments as tables: what the build, the rules of deliveries and the template all read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pyarrow as pa

from pipelines.methods.questionnaires.reading import instruments
from pipelines.methods.questionnaires.shape import LadderQuestion, Level, Question

Row = dict[str, Any]
TEXT, WHOLE, NUMBER, DAY = pa.string(), pa.int32(), pa.float64(), pa.date32()


def _instruments() -> Iterator[Row]:
    for order, instrument in enumerate(instruments(), start=1):
        yield {
            "instrument_id": instrument.version,
            "instrument_order": order,
            "family": instrument.id,
            "model_id": instrument.model_id,
            "version_id": instrument.model_version,
            "valid_from": instrument.valid_from,
            "name_es": instrument.name.es,
            "name_en": instrument.name.en,
            "short_es": instrument.short.es,
            "short_en": instrument.short.en,
            "note_es": instrument.note.es,
            "note_en": instrument.note.en,
            "rule_es": instrument.ladder.rule.es,
            "rule_en": instrument.ladder.rule.en,
            "questions_count": sum(1 for _ in instrument.questions()),
            "content_origin": instrument.origin,
            "source_id": instrument.source_id,
        }


def _questions() -> Iterator[Row]:
    for instrument in instruments():
        for order, (part, question) in enumerate(instrument.questions(), start=1):
            home = None if part is None else instrument.homes[part.tool]
            on = question if isinstance(question, LadderQuestion) else question.maturity
            levels = instrument.scales[question.scale]
            yield {
                "instrument_id": instrument.version,
                "question_id": question.id,
                "question_order": order,
                "tool_id": None if part is None else part.tool,
                "tool_es": home.name.es if home else None,
                "tool_en": home.name.en if home else None,
                "dimension_id": home.dimension_id if home else None,
                "dimension_es": home.dimension.es if home else None,
                "dimension_en": home.dimension.en if home else None,
                "process": on.process if on else None,
                "rung": on.rung if on else None,
                "question_es": question.es,
                "question_en": question.en,
                "scale": question.scale,
                "max_level": len(levels) - 1,
                "weight": question.weight if isinstance(question, Question) else None,
                "tool_weight": part.weight if part else None,
                "content_origin": instrument.origin,
            }


def _levels() -> Iterator[Row]:
    for name, levels in _used_scales().items():
        for level in levels:
            yield {
                "scale": name,
                "level": level.level,
                "max_level": len(levels) - 1,
                "label_es": level.es,
                "label_en": level.en,
                "is_whole": level.level == len(levels) - 1,
            }


def _rungs() -> Iterator[Row]:
    ladder = instruments()[0].ladder
    for process_order, process in enumerate(ladder.processes, start=1):
        for order, rung in enumerate(ladder.rungs, start=1):
            yield {
                "process": process.id,
                "process_order": process_order,
                "process_es": process.es,
                "process_en": process.en,
                "rung": rung.id,
                "rung_order": order,
                "rung_es": rung.es,
                "rung_en": rung.en,
                "min_level": rung.min_level,
            }


def _used_scales() -> dict[str, tuple[Level, ...]]:
    scales: dict[str, tuple[Level, ...]] = {}
    for instrument in instruments():
        for _, question in instrument.questions():
            scales[question.scale] = instrument.scales[question.scale]
    return scales


def _schema(text: str, **others: pa.DataType) -> pa.Schema:
    return pa.schema([(name, others.get(name, TEXT)) for name in text.split()])


TABLES: dict[str, tuple[pa.Schema, Callable[[], Iterator[Row]]]] = {
    "instrument": (
        _schema(
            "instrument_id instrument_order family model_id version_id valid_from name_es name_en "
            "short_es short_en note_es note_en rule_es rule_en questions_count content_origin "
            "source_id",
            instrument_order=WHOLE,
            valid_from=DAY,
            questions_count=WHOLE,
        ),
        _instruments,
    ),
    "question": (
        _schema(
            "instrument_id question_id question_order tool_id tool_es tool_en dimension_id "
            "dimension_es dimension_en process rung question_es question_en scale max_level weight "
            "tool_weight content_origin",
            question_order=WHOLE,
            max_level=WHOLE,
            weight=NUMBER,
            tool_weight=NUMBER,
        ),
        _questions,
    ),
    "level": (
        _schema(
            "scale level max_level label_es label_en is_whole",
            level=WHOLE,
            max_level=WHOLE,
            is_whole=pa.bool_(),
        ),
        _levels,
    ),
    "rung": (
        _schema(
            "process process_order process_es process_en rung rung_order rung_es rung_en min_level",
            process_order=WHOLE,
            rung_order=WHOLE,
            min_level=WHOLE,
        ),
        _rungs,
    ),
}


def rows(name: str) -> pa.Table:
    """Return one of :data:`TABLES`: ``instrument``, ``question``, ``level`` or ``rung``.

    Weights stand with what they weigh: ``weight`` of a question within its tool, ``tool_weight``
    of the tool within the instrument; each sums to 100.

    Args:
        name: Name of the table.
    """
    schema, made = TABLES[name]
    return pa.Table.from_pylist(list(made()), schema=schema)


def texts(name: str) -> list[dict[str, str]]:
    """Return one of the tables as text, as a catalogue file would hold it.

    Args:
        name: Name of the table, as of :func:`rows`.
    """
    return [
        {key: "" if value is None else str(value) for key, value in row.items()}
        for row in rows(name).to_pylist()
    ]


def label(level: Level, lang: str) -> str:
    """Return a level as a person chooses it: ``2 · Está escrito, sin acto que lo apruebe``.

    Args:
        level: The level.
        lang: Language of the reader: ``es`` or ``en``.
    """
    return f"{level.level} · {level.in_language(lang)}"
