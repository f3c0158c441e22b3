"""A refused text that a catalogue does not list → the row that would list it, and the command."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pipelines import specs
from pipelines.errors import FaroError
from pipelines.ingest.catalogues import catalogue, rounds
from pipelines.ingest.catalogues.catalogue import OPEN
from pipelines.ingest.catalogues.wording import sentence
from pipelines.ingest.intake.model import label_of
from pipelines.ingest.reading.no_value import folded
from pipelines.specs import Bilingual, RowSpec, SourceColumn

MOST = 5
_ID = re.compile(r"[a-z0-9][a-z0-9_.]*")
_FILES = {
    "models": "pipelines/methods/models/*.yml",
    "models/version": "pipelines/methods/models/*.yml",
    "instruments/instrument.csv": "pipelines/methods/models/instruments/*.yml",
}
_BLOCKS = {
    "models": "- id: {id}\n  name: {{es: {name}, en: …}}\n  purpose: {{es: …, en: …}}\n"
    "  time: {{kind: unknown}}\n",
    "models/version": "- id: {id}\n  name: {{es: {name}, en: …}}\n  valid_from: …\n"
    "  valid_to: null\n  source_id: …\n  dimensions: …\n",
    "instruments/instrument.csv": "id: {id}\n",
}


@dataclass(frozen=True)
class Offer:
    """What to do about a text that no catalogue lists.

    Attributes:
        kind: ``round`` where `faro round add` would do, ``row`` for another catalogue,
            ``delivery`` for one that deliveries add to, ``model`` for the YAML files of the models
            and of the kinds,
            ``other`` where nothing is to be added.
        value: The text as delivered.
        sentence: What it lacks and what to do, in a sentence.
        file: The catalogue; below the raw folder for ``round`` and ``row``.
        columns: Its columns, in order.
        line: The very line to add; ``…`` stands for what a person has to say.
        command: The command that adds it.
    """

    kind: Literal["round", "row", "delivery", "model", "other"]
    value: str
    sentence: Bilingual
    file: str | None = None
    columns: tuple[str, ...] = ()
    line: str | None = None
    command: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the offer with stable keys."""
        return {
            "kind": self.kind,
            "value": self.value,
            "es": self.sentence.es,
            "en": self.sentence.en,
            "file": self.file,
            "columns": list(self.columns),
            "line": self.line,
            "command": self.command,
        }


def offers(raw: Path, spec: RowSpec, refused: Iterable[tuple[str, str]]) -> tuple[Offer, ...]:
    """Return what to add for texts that no catalogue lists, each once, the first few.

    Args:
        raw: The folder with the catalogues.
        spec: The kind the file was read as.
        refused: (column, text) of each cell that is in no list.
    """
    refused = [*refused]
    wanted = dict.fromkeys(
        (column.choices_from.file, text.strip(), name)
        for name, text in refused
        if (column := spec.columns[name]).choices_from is not None and text.strip()
    )
    offered = [_offer(raw, file, text, spec.columns[name]) for file, text, name in wanted]
    offered += [
        _choice(spec, name, part, text.strip())
        for name, text in dict.fromkeys(refused)
        if (part := spec.columns[name].named_in) and text.strip()
    ]
    return tuple(dict.fromkeys(offer for offer in offered if offer is not None))[:MOST]


def spelled(raw: Path, column: SourceColumn, text: str) -> tuple[str, ...] | None:
    """Return how the catalogue writes the round of a year; None where no year is meant.

    A year is never a misspelling of another one: a new year resembles nothing.

    Args:
        raw: The folder with the catalogues.
        column: The column that refused the text.
        text: The text as delivered.

    Returns:
        None, too, where the column is not one of rounds; empty where no round covers the year.
    """
    if column.choices_from is None or column.choices_from.file != rounds.ROUNDS:
        return None
    years, known = rounds.years_of(text), catalogue.rows(raw, rounds.ROUNDS)
    labels = [r["label_es"] for y in years if (r := rounds.covering(known, y)) is not None]
    return tuple(dict.fromkeys(labels)) if years else None


def _offer(raw: Path, file: str, text: str, column: SourceColumn) -> Offer | None:
    if file == rounds.ROUNDS:
        return _round(raw, text)
    if file in _BLOCKS:
        return _model(file, text)
    kind = next((kind for kind in specs.kinds().values() if file in kind.adds_to), None)
    if kind is not None:
        code = sentence("offer_delivered", text=text, file=file, es=kind.title.es, en=kind.title.en)
        return Offer("delivery", text, code, file, command=f"faro template {kind.id}")
    return _row(raw, file, text, column) if catalogue.is_registered(file) else None


def _round(raw: Path, text: str) -> Offer:
    years, known = rounds.years_of(text), catalogue.rows(raw, rounds.ROUNDS)
    there = next((r for y in years if (r := rounds.covering(known, y)) is not None), None)
    if there is not None:
        return Offer(
            "other",
            text,
            sentence("offer_spelled", text=text, label=there["label_es"], id=there["round_id"]),
            rounds.ROUNDS,
        )
    name = "-".join(map(str, years)) or OPEN
    new = rounds.NewRound(name, method=OPEN, as_of=OPEN)
    try:
        row = rounds.own_row(raw, new)
    except FaroError as error:
        return Offer("other", text, Bilingual(es=error.in_language("es"), en=str(error)))
    columns = catalogue.header(raw, rounds.ROUNDS)
    methods = ", ".join(r["method_id"] for r in catalogue.rows(raw, rounds.METHODS))
    return Offer(
        "round",
        text,
        sentence("offer_round", text=text, file=rounds.ROUNDS, methods=methods),
        rounds.ROUNDS,
        tuple(columns),
        catalogue.line(columns, row),
        f"faro round add {name} --method {OPEN} --as-of {OPEN}",
    )


def _row(raw: Path, file: str, text: str, column: SourceColumn) -> Offer:
    assert column.choices_from is not None
    source, columns = catalogue.source_of(file), catalogue.header(raw, file)
    value = column.choices_from.value
    named = next((s for s in column.choices_from.spellings if s.endswith("_es")), value)
    cells = {n: OPEN for n, spec in source.columns.items() if spec.required and n in columns}
    cells = {n: t for n, t in cells.items() if not n.endswith("_order")}
    cells[value if _ID.fullmatch(text) else named] = text
    words = (f"{name}={_quoted(cell)}" for name, cell in cells.items())
    return Offer(
        "row",
        text,
        sentence("offer_row", text=text, file=file),
        file,
        tuple(columns),
        catalogue.line(columns, _with_orders(raw, file, cells)),
        f"faro row add {file} {' '.join(words)}",
    )


def _with_orders(raw: Path, file: str, cells: Mapping[str, str]) -> dict[str, str]:
    orders = [name for name in catalogue.header(raw, file) if name.endswith("_order")]
    return {**{name: catalogue.next_order(raw, file, name) for name in orders}, **cells}


def _choice(spec: RowSpec, name: str, part: str, text: str) -> Offer:
    file, column = f"pipelines/ingest/kinds/{spec.id}.yml", label_of(spec, name)
    id_ = re.sub(r"[^a-z0-9]+", "_", folded(text)).strip("_") or OPEN
    quoted = json.dumps(text, ensure_ascii=False)
    lines = f"{quoted}: {id_}\n[{part}]\n{id_} = {quoted}\n"
    code = sentence("offer_choice", text=text, file=file, part=part, es=column.es, en=column.en)
    return Offer("model", text, code, file, (), lines)


def _model(file: str, text: str) -> Offer:
    id_ = text if _ID.fullmatch(text) else OPEN
    name = OPEN if id_ == text else f'"{text}"'
    block = _BLOCKS[file].format(id=id_, name=name)
    code = {"models": "offer_tool", "models/version": "offer_version"}.get(file, "offer_instrument")
    return Offer(
        "model", text, sentence(code, text=text, file=_FILES[file]), _FILES[file], (), block,
        "faro models",
    )  # fmt: skip


def _quoted(text: str) -> str:
    return text if text == OPEN else shlex.quote(text)
