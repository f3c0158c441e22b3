"""Instrument files → instruments, judged; the first mistake becomes one sentence with its fix."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from pipelines import paths, specs
from pipelines.errors import FaroError
from pipelines.methods.models import Library, library
from pipelines.methods.questionnaires import judging
from pipelines.methods.questionnaires.shape import (
    InstrumentFile,
    Ladder,
    LadderQuestion,
    Level,
    Question,
    ToolPart,
)
from pipelines.specs import Bilingual

Scales = Mapping[str, tuple[Level, ...]]
SCALES, LADDER = "_scales.yml", "_maturity.yml"


@dataclass(frozen=True)
class Instrument:
    """One version of an instrument, whole: what it takes over is in it.

    Attributes:
        tools: The tools in the order of the model, each with its weight (they sum to 100).
        short: Short name of its model.
        countries: Countries of its model.
        homes: Tool → name of the tool and of its dimension, as the model has them.
        scales: The scales its questions use.
    """

    id: str
    version: str
    model_id: str
    model_version: str
    valid_from: date
    source_id: str
    origin: str
    name: Bilingual
    note: Bilingual
    short: Bilingual
    tools: tuple[ToolPart, ...]
    maturity: tuple[LadderQuestion, ...]
    countries: tuple[str, ...]
    homes: Mapping[str, judging.Home]
    scales: Scales
    ladder: Ladder

    def questions(self) -> Iterator[tuple[ToolPart | None, Question | LadderQuestion]]:
        """Yield every question with the part of its tool, in order; the ladder's own come last."""
        for part in self.tools:
            for question in part.questions:
                yield part, question
        for ladder_question in self.maturity:
            yield None, ladder_question


def load(folder: Path, models: Library) -> tuple[Instrument, ...]:
    """Read and judge every instrument of a folder.

    Args:
        folder: Where the files are: ``*.yml``, each a version, beside the shared scales and ladder.
        models: The models whose tools the questions are about.

    Raises:
        FaroError: A file says something wrong: file, place and fix, in both languages.
    """
    scales = _read(dict[str, tuple[Level, ...]], folder / SCALES)
    ladder = _read(Ladder, folder / LADDER)
    judging.judge_scales(scales, SCALES)
    files = {
        path.name: _read(InstrumentFile, path)
        for path in sorted(folder.glob("*.yml"))
        if path.name not in (SCALES, LADDER)
    }
    judging.judge_together({name: file.version for name, file in files.items()})
    by_version = {file.version: file for file in files.values()}
    made = []
    for name, file in files.items():
        homes, model_id = judging.homes_of(file.model_version, models, name)
        model = next(candidate for candidate in models.models if candidate.id == model_id)
        tools, maturity = _whole(file, by_version, name)
        judging.judge(tools, maturity, homes, scales, ladder, name)
        order = list(homes)
        made.append(
            Instrument(
                id=file.id,
                version=file.version,
                model_id=model_id,
                model_version=file.model_version,
                valid_from=file.valid_from,
                source_id=file.source_id,
                origin=file.origin,
                name=file.name,
                note=file.note,
                tools=tuple(sorted(tools, key=lambda part: order.index(part.tool))),
                maturity=maturity,
                short=model.short,
                countries=model.countries,
                homes=homes,
                scales=scales,
                ladder=ladder,
            )
        )
    ranks = [model.id for model in models.models]
    made.sort(
        key=lambda questionnaire: (
            ranks.index(questionnaire.model_id),
            questionnaire.valid_from,
            questionnaire.version,
        )
    )
    return tuple(made)


@cache
def instruments() -> tuple[Instrument, ...]:
    """Return the instruments of the house, in the order of the models, read once a process."""
    return load(paths.INSTRUMENTS, library())


def instrument(wanted: str) -> Instrument:
    """Return a version of an instrument by its own id, or the latest of a model.

    Args:
        wanted: Id of an instrument version, an instrument, a model or a model version.

    Raises:
        FaroError: There is none.
    """
    matching = [
        questionnaire
        for questionnaire in instruments()
        if wanted.casefold()
        in (
            questionnaire.version,
            questionnaire.id,
            questionnaire.model_id,
            questionnaire.model_version,
        )
    ]
    if not matching:
        listed = ", ".join(dict.fromkeys(questionnaire.id for questionnaire in instruments()))
        raise FaroError(
            f"there is no diagnostic instrument for «{wanted[:40]}»",
            fix=f"There are instruments for: {listed}",
            code="no_instrument",
            es=f"no hay instrumento de diagnóstico para «{wanted[:40]}». Hay para: {listed}",
        )
    return max(
        matching, key=lambda questionnaire: (questionnaire.valid_from, questionnaire.version)
    )


def _whole(
    file: InstrumentFile, others: Mapping[str, InstrumentFile], name: str
) -> tuple[tuple[ToolPart, ...], tuple[LadderQuestion, ...]]:
    """Return the tools and ladder questions of a file with those it takes over."""
    inherited: tuple[ToolPart, ...] = ()
    maturity: tuple[LadderQuestion, ...] = ()
    if file.extends is not None:
        base = others.get(file.extends)
        if base is None or base is file or base.extends is not None:
            raise judging.unknown_base(name, file.extends)
        inherited, maturity = base.tools, base.maturity
    own = {part.tool for part in file.tools}
    kept = tuple(
        part.model_copy(update={"weight": file.tool_weight or part.weight})
        for part in inherited
        if part.tool not in own
    )
    mine = tuple(
        part.model_copy(update={"weight": part.weight or file.tool_weight}) for part in file.tools
    )
    return (*kept, *mine), (*maturity, *file.maturity)


def _read(kind: Any, path: Path) -> Any:
    data = specs.read_yaml(path)
    try:
        return TypeAdapter(kind).validate_python(data)
    except ValidationError as error:
        first = error.errors()[0]
        raise judging.misshapen(path.name, first["loc"], first["type"], first["msg"]) from None
