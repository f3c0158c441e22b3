"""Which kind a file is; where it is none, which one it comes nearest to and what it lacks."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pipelines.errors import FaroError
from pipelines.ingest import intake, reading
from pipelines.ingest.checking import slips
from pipelines.ingest.intake.finding import headers
from pipelines.ingest.intake.fitting import KINDS_AT
from pipelines.ingest.intake.model import label_of
from pipelines.ingest.reading.model import is_blank
from pipelines.specs import Bilingual, Kind, RowSpec

_ROWS = 40
_SHOWN = 20
_ENOUGH = 2
_YEAR = re.compile(r"(19|20)\d{2}")
_NOTE = re.compile(r"\s*[(\[]\d{1,2}[)\]]$")
_ONE_COLUMN = Bilingual(
    es="; tiene una sola columna: revise qué separa sus campos (punto y coma, coma o tabulador)",
    en="; it has one column only: see what separates its fields (semicolon, comma or tab)",
)
_ONE_A_YEAR = Bilingual(
    es="; trae una columna por año: escriba una fila por municipio y año, con el año en su propia "
    "columna",
    en="; it has a column for each year: write one row for each municipality and year, with the "
    "year in a column of its own",
)


def recognised(document: reading.Document, candidates: Mapping[str, RowSpec]) -> RowSpec:
    """Return the description a file fits.

    Args:
        document: The file as read.
        candidates: Id → description of all that it may be.

    Raises:
        FaroError: It fits none; the error names the nearest kind and the columns it lacks.
    """
    try:
        return intake.recognise(document, candidates)
    except FaroError as error:
        if error.code != "unknown_kind":
            raise
        raise _unknown(document, candidates, error) from error


def _unknown(
    document: reading.Document, candidates: Mapping[str, RowSpec], error: FaroError
) -> FaroError:
    kinds = [spec for spec in candidates.values() if isinstance(spec, Kind)]
    what, es = "its columns are those of no known kind of delivery", "sus columnas no son las de "
    es += "ningún tipo de entrega conocido"
    nearest = max(
        ((*_named(document, kind), kind) for kind in kinds),
        key=lambda entry: len(entry[0]),
        default=None,
    )
    if nearest is not None and len(nearest[0]) >= _ENOUGH:
        fields, texts, kind = nearest
        lacking, meant = _lacking(kind, fields), _meant(kind, fields, texts)
        shown = ", ".join(f"«{text[:40]}»" for text in texts[:_SHOWN])
        what += (
            f"; the nearest is {kind.id}, which also needs {' and '.join(x[1] for x in lacking)}"
        )
        what += f"; columns found: {shown}"
        es += f"; el más parecido es {kind.id}, que necesita además "
        es += f"{' y '.join(x[0] for x in lacking)}; columnas encontradas: {shown}"
        what, es = what + meant.en, es + meant.es
    else:
        hint = _hint(document, kinds)
        what, es = what + hint.en, es + hint.es
    return FaroError(
        what,
        where=error.where,
        fix=KINDS_AT["en"],
        code=error.code,
        es=f"{es}. {KINDS_AT['es']}",
    )


def _hint(document: reading.Document, kinds: list[Kind]) -> Bilingual:
    """Return why no heading of a file may be known; of the file headings alone are repeated."""
    if all(sum(bool(c.filled.any()) for c in s.rows.columns) < _ENOUGH for s in document.sheets):
        return _ONE_COLUMN
    known = {
        reading.normalise_header(text)
        for kind in kinds
        for name in kind.columns
        for text in headers(kind, name)
    }
    for row in (row for sheet in document.sheets for row in sheet.rows[:_ROWS]):
        texts = [(reading.as_text(cell) or "").strip() for cell in row]
        bare = {text: _NOTE.sub("", text) for text in texts if _NOTE.search(text)}
        noted = [text for text in bare if reading.normalise_header(bare[text]) in known]
        if noted:
            listed = ", ".join(f"«{text}»" for text in noted)
            return Bilingual(
                es=f"; quite el número de nota de {listed}",
                en=f"; remove the number of a note from {listed}",
            )
        has_known = any(reading.normalise_header(text) in known for text in texts)
        if has_known and len({text for text in texts if _YEAR.fullmatch(text)}) > 1:
            return _ONE_A_YEAR
    return Bilingual(es="", en="")


def with_meant(error: FaroError, document: reading.Document, spec: RowSpec) -> FaroError:
    """Return an error that also says which headings were meant, where it lacks columns.

    Args:
        error: Why a file is no delivery of a description; changed in place.
        document: The file as read.
        spec: The description.
    """
    if error.code == "missing_columns" and isinstance(spec, Kind):
        meant = _meant(spec, *_named(document, spec))
        error.what += meant.en
        error.es = (error.es or "") + meant.es
    return error


def _meant(kind: Kind, fields: set[str], texts: list[str]) -> Bilingual:
    """Return which columns that are not there headings nobody knows may stand for."""
    pairs = [(text, label) for text in texts for label in slips.heading(text, kind, fields)[:1]]
    es = ", ".join(f"«{label.es}» donde dice «{text}»" for text, label in pairs)
    en = ", ".join(f"«{label.en}» where it says «{text}»" for text, label in pairs)
    return Bilingual(es=es and f"; quizá {es}", en=en and f"; perhaps {en}")


def _named(document: reading.Document, kind: Kind) -> tuple[set[str], list[str]]:
    """Return the columns of ``kind`` that the likeliest header row names, and its texts."""
    lookup = {
        reading.normalise_header(text): name
        for name in kind.columns
        for text in (*headers(kind, name), name)
    }
    best: tuple[set[str], list[str]] = (set(), [])
    for sheet in document.sheets:
        for row in [row for row in sheet.rows[:_ROWS] if not is_blank(row)]:
            texts = [cell for cell in row if isinstance(cell, str) and cell.strip()]
            keys = [reading.normalise_header(text) for text in texts]
            fields = {lookup[key] for key in keys if key in lookup}
            if len(fields) > len(best[0]):
                best = fields, texts
    return best


def _lacking(kind: Kind, fields: set[str]) -> list[tuple[str, str]]:
    """Return what ``kind`` needs beyond ``fields``, each in Spanish and English."""
    needed = [(name,) for name, column in kind.columns.items() if column.required]
    groups: list[tuple[str, ...]] = [*needed]
    if kind.municipality is not None:
        pair = (kind.municipality.name, kind.municipality.code)
        groups.append(tuple(name for name in pair if name))
    groups += [kind.at_least_one] if kind.at_least_one else []
    lacking = []
    for group in dict.fromkeys(groups):
        if not fields & set(group):
            labels = [label_of(kind, name) for name in group[:4]]
            lacking.append(
                (" o ".join(f"«{x.es}»" for x in labels), " or ".join(f"«{x.en}»" for x in labels))
            )
    return lacking or [("otra forma", "another shape")]
