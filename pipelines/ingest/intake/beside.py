"""What stands beside figures and speaks against them: of whom they are, of what, on which scale.

A column nobody knows is kept apart and read no further, unless it says that a row is annulled, not
done or over, of another body, of another instrument, of one materia or channel, of some of the
people only, or on another scale: then it is no figure of a municipality, or no score out of 100.
Where each column is a score, one that nobody knows may be one too. What one says of every row
alike, and a name, is told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.ingest import reading
from pipelines.ingest.cells.numbers import as_number, read_written
from pipelines.ingest.cells.states import token_state
from pipelines.ingest.intake.holding import Rule, rules_of
from pipelines.ingest.intake.lists import Lists
from pipelines.ingest.intake.model import Problem, problem
from pipelines.ingest.intake.named import OTHERS, SCORES, part_named, part_of_score
from pipelines.ingest.names.bodies import is_other_body
from pipelines.ingest.reading.columns import Mask
from pipelines.ingest.reading.distinct import first_seen
from pipelines.ingest.reading.no_value import folded
from pipelines.specs import Kind, RowSpec

_BODY = re.compile(
    r"((tipo|clase|naturaleza) (de )?(organismo|entidad|institucion|servicio)|sector)"
)
_MUNICIPAL = re.compile(r"municip(alidad|alidades|io|ios|al)")
_INSTRUMENT = re.compile(
    r"(instrumento|indicador|indice|dimension|ambito|medicion)( .*)?"
    r"|tipo (de )?(puntaje|fiscalizacion|evaluacion|indicador|instrumento)"
)
_PEOPLE = re.compile(
    r"sexo|genero|sex|gender|edad|age|(tramo|rango|grupo)s? (de edad|etari[oa])|age group"
    r"|nacionalidad|pueblos? (originario|indigena)s?|etnia|nivel educacional|escolaridad"
)
# Whose sex or age it is where such a column stands beside: that of whoever fills the post.
_POST = re.compile(
    r"\b(alcaldes?|alcaldesas?|encargad[oa]s?|funcionari[oa]s?|responsables?|contactos?|director"
    r"|directora|jef[ae]|apellidos?|persona|mayor|officer)\b"
)
_ALL_OF_THEM = re.compile(
    r"|total(es)?|tod[oa]s( (los|las) \w+)?|ambos( sexos| generos)?|general|all|both"
    r"|s i|s d|n a|na|no aplica"
)
# Of which materia it is said that the score of all is the best or the worst there.
_OF_THE_WHOLE = re.compile(
    r"\b(mejor|peor|mas|menos|mayor|menor|debil|fuerte|critic[oa]|principal|brecha|destacad[oa]"
    r"|corregir|best|worst|weakest|strongest|main)\b"
)
_MATERIA = re.compile(r"(sub ?)?materias?( (evaluad|fiscalizad|revisad)as?)?")
_CHANNEL = re.compile(
    r"(canal(es)?|vias?|medios?|modalidad|forma|channel)"
    r"( (de |del )?(ingreso|entrada|presentacion|recepcion|atencion|solicitud(es)?))?"
    r"|tipos? (de )?(solicitud(es)?|requerimientos?)|(sub ?)?(materia|tema)s?( .*)?"
)
_UNIT = re.compile(r"(unidad( de medida)?|escala|unit|scale)( .*)?")
_GRADES = re.compile(r"\b(notas?|grades?|fraccion(es)?|tanto por (uno|mil)|per mille)\b|‰")
_RANGE = re.compile(r"\b[01](?:[.,]0)? ?(?:a|al|to|-|–) ?(\d+)(?:[.,]0)?$")
_TITLE = re.compile(r"\b(escala|notas?|scale|grades?)\b.*\b[01](?:[.,]0)? ?(a|al|to|-|–) ?(\d+)\b")
_MOST = re.compile(
    r"((puntaje|puntos|nota|valor|total|score|points) )?(maxim[oa]|max|posible|ideal)"
)
_GRADE, _TENTHS, _FEW, _MANY = 7, 10, 3, 10


def against(
    source: RowSpec, table: reading.Table, typed: dict[str, pa.Array], lists: Lists
) -> list[Problem]:
    """Return a problem for each row that is of something else, and what to say of whole columns.

    Args:
        source: The description of the rows.
        table: The table as found, with the columns that are left at the door.
        typed: Its typed columns.
        lists: What the rows are read against: the materias.
    """
    if not (isinstance(source, Kind) and source.municipality):
        return []
    is_part = part_of_score(source, lists) if table.unknown else None
    problems = [
        other
        for position in table.unknown
        for other in _other_rows(source, table, position, is_part)
    ]
    if source.family == SCORES:
        problems += [*_doubtful_scale(source, table, typed), *_scores_of_no_column(source, table)]
    return problems


def of_all(source: RowSpec, table: reading.Table, file: str, lists: Lists) -> dict[str, str]:
    """Return what is told of every row and may be a part: by a name above, and beside the rows.

    Args:
        source: The description of the rows; only one that counts all of a municipality has parts.
        table: The table as found, with the columns that are left at the door.
        file: Name of the file.
        lists: What the rows are read against.

    Returns:
        Header → the word that the column says in each row; without a header the word of a name.
    """
    if not (isinstance(source, Kind) and source.of_everyone):
        return {}
    word = part_named(source, table, file, lists)
    return {**({"": word} if word else {}), **parts_beside(table)}


def parts_beside(table: reading.Table) -> dict[str, str]:
    """Return header → the word that a column which nobody knows says in every row alike.

    Args:
        table: The table as found, with the columns that are left at the door.
    """
    parts = {}
    for position, header in table.unknown.items():
        cells = {folded(text) for text in _texts(table, position)}
        word = cells.pop() if len(cells) == 1 else ""
        if _is_one_part(word) and not any(map(str.isdigit, word)) and not _is_post(header):
            parts[header] = word
    return parts


def _other_rows(
    source: Kind, table: reading.Table, position: int, is_part: Callable[[str], bool] | None
) -> Iterator[Problem]:
    name = reading.normalise_header(table.unknown[position])
    column = table.cells.column(position)
    texts = [(reading.as_text(cell) or "").strip() for cell in column.cells]
    for rule in _rules(source):
        if rule.heads.fullmatch(name):
            if rule is _OF_PEOPLE and any(map(_is_post, table.unknown.values())):
                continue
            against_it = [bool(text) and rule.says(text) for text in texts]
            rows = np.array(against_it, np.bool_)[column.codes]
            if rule.unless in table.columns:
                rows &= ~table.cells.column(table.columns[rule.unless]).filled
            yield from _set_apart(table, position, rows, rule.code)
    if is_part and not _OF_THE_WHOLE.search(name) and not _MATERIA.fullmatch(name):
        filled = {text for text in _texts(table, position) if token_state(text) is None}
        parts = {text for text in filled if is_part(text)}
        if parts and all(text in parts or not _is_one_part(text) for text in filled):
            # A row without any among them may be the total, or a part that was not written.
            for code, meant in (
                ("beside_one_materia", parts),
                ("beside_no_materia", {*texts} - filled),
            ):
                rows = np.array([text in meant for text in texts], np.bool_)[column.codes]
                yield from _set_apart(table, position, rows, code)


def _set_apart(table: reading.Table, position: int, rows: Mask, code: str) -> Iterator[Problem]:
    header, column = table.unknown[position], table.cells.column(position)
    for index in np.flatnonzero(rows).tolist():
        text = (reading.as_text(column[index]) or "").strip()
        yield problem(int(table.numbers[index]), None, code, text, header=header)


def _rules(source: Kind) -> Iterator[Rule]:
    yield _OF_BODIES
    yield from rules_of(source)
    if source.of_everyone:
        yield _OF_PEOPLE
    if source.of_everyone and "month" in source.keys:
        yield _OF_CHANNELS
    if source.family == SCORES:
        yield from _OF_SCORES


def _is_other_body(cell: str) -> bool:
    text = reading.normalise_header(cell)
    return not _MUNICIPAL.fullmatch(text) and is_other_body(text)


def _is_other_instrument(cell: str) -> bool:
    return bool(OTHERS.search(reading.normalise_header(cell)))


def _is_post(header: str) -> bool:
    return bool(_POST.search(reading.normalise_header(header)))


def _is_some_people(cell: str) -> bool:
    return not _ALL_OF_THEM.fullmatch(reading.normalise_header(cell))


def _is_one_part(cell: str) -> bool:
    text = reading.normalise_header(cell)
    return any(map(str.isalpha, text)) and not _ALL_OF_THEM.fullmatch(text)


def _is_other_scale(cell: str) -> bool:
    text = folded(cell)
    up_to = _RANGE.search(text)
    return bool(_GRADES.search(text) or (up_to and up_to[1] != "100"))


_OF_BODIES = Rule("beside_other_body", _BODY, _is_other_body)
_OF_PEOPLE = Rule("beside_some_people", _PEOPLE, _is_some_people)
_OF_CHANNELS = Rule("beside_some_requests", _CHANNEL, _is_one_part)
_OF_SCORES = (
    Rule("beside_other_instrument", _INSTRUMENT, _is_other_instrument),
    Rule("beside_one_materia", _MATERIA, _is_one_part),
    Rule("beside_other_scale", _UNIT, _is_other_scale),
)


def _doubtful_scale(
    source: Kind, table: reading.Table, typed: dict[str, pa.Array]
) -> Iterator[Problem]:
    """Yield what to say of scores that may be on another scale; no row is set apart for it."""
    why = next((t for _, r, t in table.skipped if r == "title" and _is_title_of_scale(t)), None)
    why = why or next((h for at, h in table.unknown.items() if _is_maximum(table, at, h)), None)
    for name, column in source.columns.items():
        if column.type != "percent" or name not in table.columns:
            continue
        header = table.headers[table.columns[name]]
        scores, top = pc.count(typed[name]).as_py(), pc.max(typed[name]).as_py() or 0
        grades = re.match(r"notas?\b|calificacion", reading.normalise_header(header))
        most, few = (_GRADE, _FEW) if grades else (_TENTHS, _MANY)
        text = why or (f"{top:g}" if 0 < top <= most and scores >= few else None)
        if text:
            yield problem(None, header, "maybe_scale", text, scope="column")


def _scores_of_no_column(source: Kind, table: reading.Table) -> Iterator[Problem]:
    """Yield the columns that may be of a materia that nobody knows: they would be gone unseen."""
    if len(source.at_least_one) < 2:
        return
    for position, header in table.unknown.items():
        texts = _texts(table, position)
        written = {text: read_written(text) for text in texts if token_state(text) is None}
        figures = [as_number(number) for number in written.values() if number is not None]
        if not figures or len(figures) < len(written) or min(figures) < 0 or max(figures) > 100:
            continue
        is_whole = all(figure == int(figure) for figure in figures)
        if is_whole and (len(figures) == len(table.numbers) or max(figures) <= _TENTHS):
            continue  # a number of its own for each row, or a few of something
        yield problem(None, header, "maybe_measure", next(iter(written)), scope="column")


def _is_title_of_scale(text: str) -> bool:
    match = _TITLE.search(folded(text))
    return bool(match and match[3] != "100")


def _texts(table: reading.Table, position: int) -> list[str]:
    """Return what the rows of a column say, each text once, in order."""
    column = table.cells.column(position)
    order, _ = first_seen(column.codes, len(column.cells))
    return [(reading.as_text(column.cells[code]) or "").strip() for code in order.tolist()]


def _is_maximum(table: reading.Table, position: int, header: str) -> bool:
    """Tell a column that says out of how much each figure is, where that is not 100."""
    if not _MOST.fullmatch(reading.normalise_header(header)):
        return False
    read = [read_written(text) for text in _texts(table, position)]
    numbers = {as_number(number) for number in read if number is not None}
    return len(numbers) == 1 and numbers != {100}
