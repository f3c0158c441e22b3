"""What names say of all the rows below them: of a file, of a sheet, of a title, of each cell.

A name may say that the figures are of a part only, or that they were made up: neither is known
from it, and both are told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import PurePath

from pipelines import specs
from pipelines.ingest import reading
from pipelines.ingest.cells.choices import chooser
from pipelines.ingest.intake.lists import Lists
from pipelines.ingest.reading.distinct import first_seen
from pipelines.specs import Kind

SCORES = "fiscalizacion"
# Of what a score is, where it is not of active transparency.
OTHERS = re.compile(
    r"\b(sai|dai|usabilidad|usability|derecho de acceso|solicitud(es)?|amparos?|reclamos?"
    r"|satisfaccion|access requests?)\b"
)
# A part in the name of a file or sheet; «portal» is none: what a portal counts is all of it.
_CHANNEL = re.compile(
    r"\b(web|internet|on ?line|en linea|presencial(es)?|oficinas?|oirs|meson|mostrador"
    r"|correos?|e ?mail|cartas?|papel|formularios?|telefon(o|os|ic[ao]s?)|electronic[ao]s?)\b"
)
_PEOPLE = re.compile(r"\b(mujeres|hombres|femenin[ao]s?|masculin[ao]s?|women|men)\b")
_MADE_UP = re.compile(
    r"\b(simulad[oa]s?|simulated|fictici[oa]s?|fictitious|dummy"
    r"|(datos|cifras) de (prueba|demostracion|ejemplo)|(test|demo|sample|example) data)\b"
)
_CELL_MADE_UP = re.compile(r"\W*((datos?|cifras?) )?(simulad[oa]s?|simulated)\b", re.IGNORECASE)


def part_named(source: Kind, table: reading.Table, file: str, lists: Lists) -> str | None:
    """Return the word of a name that may say that the figures are of a part only.

    Args:
        source: The description of the rows; only one that counts all of a municipality has parts.
        table: The table as found.
        file: Name of the file.
        lists: What the rows are read against: the materias, and the criteria of each.
    """
    texts, rules = [*_names(table, file)], [_PEOPLE]
    if "month" in source.keys:
        rules.append(_CHANNEL)
    if source.family == SCORES:
        texts += _titles(table)
        rules += [OTHERS, *_materias(source, lists)]
    return next(
        (match[0] for text in texts for rule in rules if (match := rule.search(text))), None
    )


def part_of_score(source: Kind, lists: Lists) -> Callable[[str], bool] | None:
    """Return what tells a cell that is a materia or a criterion; None where rows have their own.

    Args:
        source: The description of the rows; only totals have neither.
        lists: What the rows are read against.
    """
    materias, criteria = _of_detail(source, lists)
    if not materias:
        return None
    of_materia, of_criterion = chooser(materias, ("materia",)), chooser(criteria)
    return lambda text: bool(of_materia(text) or of_criterion(text))


def made_up(table: reading.Table, file: str) -> str | None:
    """Return the words that say of a table that its figures were made up, if any do.

    Args:
        table: The table as found, with the columns that are left at the door.
        file: Name of the file.
    """
    headers = map(reading.normalise_header, table.headers.values())
    names = [*_names(table, file), *_titles(table), *headers]
    words = (match[0] for text in names if (match := _MADE_UP.search(text)))
    cells = (match[0].strip() for text in _cells(table) if (match := _CELL_MADE_UP.match(text)))
    return next(chain(words, cells), None)


def _materias(source: Kind, lists: Lists) -> Iterator[re.Pattern[str]]:
    """Yield how a name says one materia or criterion, where no column of the kind does."""
    materias, criteria = _of_detail(source, lists)
    if not materias:
        return
    texts = [*materias, *(id_.split("_")[0] for id_ in materias.values()), *criteria]
    words = {reading.normalise_header(text).removesuffix("s") for text in texts}
    listed = "|".join(sorted(map(re.escape, words), key=len, reverse=True))
    yield re.compile(rf"\b({listed})s?\b")


def _of_detail(source: Kind, lists: Lists) -> tuple[dict[str, str], dict[str, str]]:
    """Return the materias and the criteria of a part, for a kind of scores without them."""
    has_own = "materia_id" in source.columns or len(source.at_least_one) > 1
    if source.family != SCORES or has_own:
        return {}, {}
    detailed = specs.kinds()["fiscalizacion_long"].columns
    criteria = lists.choices(detailed["criterion"]) or {}
    parts = {text: value for text, value in criteria.items() if value != "overall"}
    return lists.choices(detailed["materia_id"]) or {}, parts


def _names(table: reading.Table, file: str) -> Iterator[str]:
    yield reading.normalise_header(PurePath(file).stem)
    yield reading.normalise_header(table.sheet or "")


def _titles(table: reading.Table) -> Iterator[str]:
    texts = (text for _, reason, text in table.skipped if reason in ("title", "footnote"))
    return map(reading.normalise_header, texts)


def _cells(table: reading.Table) -> Iterator[str]:
    """Yield what each column says, each text once."""
    for column in table.cells.columns:
        order, _ = first_seen(column.codes, len(column.cells))
        yield from (cell for code in order.tolist() if isinstance(cell := column.cells[code], str))
