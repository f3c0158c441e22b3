"""Which kind of delivery a file is: the description whose columns it has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from pipelines.errors import FaroError
from pipelines.ingest import reading
from pipelines.ingest.intake.finding import likeliest_header, named, tables_in
from pipelines.specs import RowSpec

# Where whoever sent a file of no known kind finds them.
KINDS_AT = {
    "es": "Los tipos y sus columnas están en la página Entregas y en docs/deliveries; "
    "`faro template TIPO` escribe una plantilla",
    "en": "The kinds and their columns are on the page Deliveries and in docs/deliveries; "
    "`faro template KIND` writes an empty one",
}
_FIRST_ROWS = 1_000
# Refusals that say more than "unknown kind".
_OWN_WORDS = {"ambiguous_column", "rows_over_header", "year_in_header"}


def recognise(document: reading.Document, sources: Mapping[str, RowSpec]) -> RowSpec:
    """Return the description a file fits: every required column, and the most in all.

    A file that names more columns of a description it does not fit is refused: it is a spoilt
    file of that one, whatever else its columns happen to allow. The first rows of each sheet say
    what it is: a long file costs no more than a short one.

    Args:
        document: The file as read.
        sources: Id → description of all that it may be.

    Raises:
        FaroError: No description fits, or another one is nearer (``unknown_kind``).
        ReadingError: It names most columns of one that it does not fit; why is said.
    """
    first = tuple(replace(sheet, rows=sheet.rows[:_FIRST_ROWS]) for sheet in document.sheets)
    document = replace(document, sheets=first)
    fits = []
    refusals: list[tuple[int, reading.ReadingError]] = []
    for source in sources.values():
        try:
            table = max(_whole(document, source), key=lambda table: len(table.columns))
        except reading.ReadingError as error:
            if error.code in _OWN_WORDS:
                refusals.append((_named_columns(document, source), error))
            continue
        fits.append((len(table.columns) - len(table.unknown), len(table.columns), source))
    best = max(fits, key=lambda entry: entry[:2], default=None)
    fitting = {source.id for _, _, source in fits}
    nearer = best is not None and any(
        _named_columns(document, source) > best[1]
        for source in sources.values()
        if source.id not in fitting
    )
    named_most = max(refusals, key=lambda entry: entry[0], default=None)
    if named_most is not None and (best is None or named_most[0] > best[1]):
        raise named(named_most[1], document.path, document.path.name)
    if best is None or nearer:
        raise FaroError(
            "its columns are those of no known kind of delivery",
            where=document.path.name,
            fix=KINDS_AT["en"],
            code="unknown_kind",
            es=f"sus columnas no son las de ningún tipo de entrega conocido. {KINDS_AT['es']}",
        )
    return best[2]


def _whole(document: reading.Document, source: RowSpec) -> list[reading.Table]:
    """Return the tables of every sheet that holds one (the error of the first, where none does)."""
    tables, first_error = [], None
    for sheet in document.sheets:
        try:
            tables += tables_in(sheet, source)
        except reading.ReadingError as error:
            first_error = first_error or error
    if not tables:
        raise first_error or reading.ReadingError("no_sheets", where=document.path.name)
    return tables


def _named_columns(document: reading.Document, source: RowSpec) -> int:
    """Return how many columns of a description the likeliest header row of a file names."""
    return max((len(likeliest_header(s, source)[1]) for s in document.sheets), default=0)
