"""What must hold within an instrument, and against the tools of its model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipelines.errors import FaroError
from pipelines.methods.models import Library
from pipelines.methods.questionnaires.shape import Ladder, LadderQuestion, Level, Question, ToolPart
from pipelines.specs import Bilingual

WHOLE, TOLERANCE = 100.0, 0.001
_LANGUAGES = {"es": ("Spanish", "español"), "en": ("English", "inglés")}


@dataclass(frozen=True)
class Home:
    """Where a tool stands in its model."""

    name: Bilingual
    dimension_id: str
    dimension: Bilingual


def homes_of(version_id: str, models: Library, file: str) -> tuple[dict[str, Home], str]:
    """Return tool → its place in a version (what the version extends included), and the model.

    Args:
        version_id: The version of a model.
        models: All models of the house.
        file: The file that names the version, for the error.

    Raises:
        FaroError: No model has such a version.
    """
    versions = {v.id: (v, m.id) for m in models.models for v in m.versions}
    if version_id not in versions:
        raise _wrong(
            file,
            f"`model_version` names «{version_id}», which no model has",
            f"Write one of: {', '.join(versions)}",
            f"`model_version` nombra «{version_id}», que ningún modelo tiene",
            f"Escriba una de: {', '.join(versions)}",
            code="instrument_unknown",
        )
    version, model_id = versions[version_id]
    chain = [version]
    while chain[0].extends is not None:
        chain.insert(0, versions[chain[0].extends][0])
    homes: dict[str, Home] = {}
    for layer in chain:
        for dimension, tool in layer.tools():
            homes[tool.id] = Home(tool.name, dimension.id, dimension.name)
    return homes, model_id


def judge(
    tools: Sequence[ToolPart],
    maturity: Sequence[LadderQuestion],
    homes: Mapping[str, Home],
    scales: Mapping[str, Sequence[Level]],
    ladder: Ladder,
    file: str,
) -> None:
    """Hold one instrument to its model, its scales and its weights.

    Args:
        tools: The tools asked about, with their questions and weights in per cent.
        maturity: The questions about the ladder itself.
        homes: Every tool of the model → where it stands.
        scales: Name → levels.
        ladder: The rungs.
        file: The file that says so, for the error.

    Raises:
        FaroError: A tool no model has, a tool asked twice or not at all, an unknown scale or rung,
            weights that do not sum to 100, or a question id that stands twice.
    """
    _once([part.tool for part in tools], file, "instrument_duplicate")
    for part in tools:
        if part.tool not in homes:
            raise _wrong(
                f"{file} › tools «{part.tool}»",
                "its model has no such tool",
                f"Write one of: {', '.join(homes)}",
                "su modelo no tiene esa herramienta",
                f"Escriba una de: {', '.join(homes)}",
                code="instrument_unknown",
            )
        place = f"{file} › tools «{part.tool}» › questions"
        _sums([question.weight for question in part.questions], place)
    silent = [tool for tool in homes if tool not in {part.tool for part in tools}]
    if silent:
        raise _wrong(
            file,
            f"asks nothing about «{silent[0]}»",
            "Add its questions, so that the whole model is asked about",
            f"no pregunta nada sobre «{silent[0]}»",
            "Agregue sus preguntas, para que se pregunte por todo el modelo",
            code="instrument_incomplete",
        )
    _sums([part.weight or 0 for part in tools], f"{file} › tools")
    questions: list[Question | LadderQuestion] = [q for part in tools for q in part.questions]
    questions += maturity
    _once([question.id for question in questions], file, "instrument_duplicate")
    for question in questions:
        if question.scale not in scales:
            raise _unknown(f"{file} › «{question.id}»", "scale", question.scale, scales)
    _judge_ladder(questions, scales, ladder, file)


def judge_scales(scales: Mapping[str, Sequence[Level]], file: str) -> None:
    """Hold every scale to levels 0, 1, 2 … in order.

    Args:
        scales: Name → levels.
        file: The file that says so, for the error.

    Raises:
        FaroError: A level is missing, repeated or out of order.
    """
    for name, levels in scales.items():
        numbers = [level.level for level in levels]
        if numbers != list(range(len(numbers))) or len(numbers) < 2:
            raise _wrong(
                f"{file} › «{name}»",
                f"its levels run {', '.join(map(str, numbers))}",
                "Write them from 0 upwards, without gaps, two at least",
                f"sus niveles van {', '.join(map(str, numbers))}",
                "Escríbalos desde 0, en orden y sin saltos, dos al menos",
                code="instrument_levels",
            )


def judge_together(versions: Mapping[str, str]) -> None:
    """Hold files to one a version.

    Args:
        versions: File → version.

    Raises:
        FaroError: Two files have the same version.
    """
    _once(list(versions.values()), " / ".join(versions), "instrument_duplicate")


def unknown_base(file: str, name: str) -> FaroError:
    """Return the error of a file that extends no version, or one that itself extends another.

    Args:
        file: The file.
        name: The version that it says it extends.
    """
    return _wrong(
        file,
        f"`extends` names «{name}», which is no instrument that stands by itself",
        "Write the version of an instrument without `extends`, or remove it",
        f"`extends` nombra «{name}», que no es un instrumento que valga por sí solo",
        "Escriba la versión de un instrumento sin `extends`, o quítelo",
        code="instrument_unknown",
    )


def misshapen(file: str, loc: Sequence[int | str], problem: str, message: str) -> FaroError:
    """Return the first thing a file says wrong as one sentence.

    Args:
        file: The file.
        loc: Where in it: keys and positions from the top, as pydantic gives them.
        problem: The kind of fault, as pydantic names it.
        message: What pydantic says of it.
    """
    key = str(loc[-1]) if loc else "the file"
    path = [str(step + 1) if isinstance(step, int) else step for step in loc]
    if problem == "missing" and key in _LANGUAGES:
        english, spanish = _LANGUAGES[key]
        return _wrong(
            " › ".join([file, *path[:-1]]),
            f"lacks its text in {english}",
            f"Add `{key}:` there",
            f"le falta el texto en {spanish}",
            f"Agregue `{key}:` ahí",
            code="bad_instrument",
        )
    if problem == "missing":
        words = (
            f"lacks `{key}`",
            f"Add `{key}` there",
            f"le falta `{key}`",
            f"Agregue `{key}` ahí",
        )
        return _wrong(" › ".join([file, *path[:-1]]), *words, code="bad_instrument")
    if problem == "extra_forbidden":
        return _wrong(
            " › ".join([file, *path[:-1]]),
            f"the key `{key}` is unknown",
            "Correct its spelling or remove it",
            f"la clave `{key}` no se conoce",
            "Corrija su nombre o quítela",
            code="bad_instrument",
        )
    return _wrong(
        " › ".join([file, *path]),
        f"is not as expected: {message}",
        "Correct that entry",
        f"no es como se espera: {message}",
        "Corrija esa entrada",
        code="bad_instrument",
    )


def _judge_ladder(
    questions: Sequence[Question | LadderQuestion],
    scales: Mapping[str, Sequence[Level]],
    ladder: Ladder,
    file: str,
) -> None:
    rungs = {rung.id: rung for rung in ladder.rungs}
    placed = []
    for question in questions:
        on = question if isinstance(question, LadderQuestion) else question.maturity
        if on is None:
            continue
        place = f"{file} › «{question.id}»"
        if on.rung not in rungs:
            raise _unknown(place, "rung", on.rung, rungs)
        if rungs[on.rung].min_level >= len(scales[question.scale]):
            raise _wrong(
                place,
                f"its scale never reaches the rung «{on.rung}»",
                f"Use a scale with a level {rungs[on.rung].min_level}",
                f"su escala nunca alcanza el peldaño «{on.rung}»",
                f"Use una escala con un nivel {rungs[on.rung].min_level}",
                code="instrument_levels",
            )
        placed.append(f"{on.process} {on.rung}")
    _once(placed, file, "instrument_duplicate")


def _sums(weights: Sequence[float], where: str) -> None:
    total = sum(weights)
    if abs(total - WHOLE) > TOLERANCE:
        raise _wrong(
            where,
            f"the weights sum to {total:g}, not to {WHOLE:g}",
            "Correct the weights so that they sum to 100",
            f"los pesos suman {total:g}, no {WHOLE:g}",
            "Corrija los pesos para que sumen 100",
            code="instrument_weights",
        )


def _once(names: Sequence[str], where: str, code: str) -> None:
    for name, times in Counter(names).items():
        if times > 1:
            raise _wrong(
                where,
                f"«{name}» stands more than once",
                "Keep one of them, or give the other another id",
                f"«{name}» está más de una vez",
                "Deje una, o dé otro id a la otra",
                code=code,
            )


def _unknown(where: str, key: str, name: str, known: Mapping[str, object]) -> FaroError:
    listed = ", ".join(known)
    return _wrong(
        where,
        f"`{key}` names «{name}», which is not known",
        f"Write one of: {listed}",
        f"`{key}` nombra «{name}», que no se conoce",
        f"Escriba uno de: {listed}",
        code="instrument_unknown",
    )


def _wrong(where: str, en: str, fix: str, es: str, remedy: str, *, code: str) -> FaroError:
    return FaroError(en, where=where, fix=fix, es=f"{es}. {remedy}", code=code)
