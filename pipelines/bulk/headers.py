"""The header of a bulk file: where it ends, and where the columns stand that are read."""

from __future__ import annotations

import re

from pipelines.bulk import lines
from pipelines.errors import FaroError, readable
from pipelines.ingest.reading.headers import normalise_header

LONGEST = 1 << 16
_HEADERS = {
    "organism_code": ("organismo_codigo", "codigo_organismo", "codigo organismo"),
    "year": ("anyo", "año", "anio", "ano"),
    "month": ("mes",),
    "published_on": ("fecha_publicacion", "fecha_publicacion_ta"),
}
FIELDS = tuple(_HEADERS)
_SPELLINGS = {normalise_header(text): name for name, texts in _HEADERS.items() for text in texts}
# No cell of a record says these; «Mes» or «Año» one may say.
_NO_RECORD = {"organism_code", "published_on"}
_BARE_RETURN = re.compile(rb"\r(?!\n)")


def header_end(head: bytes) -> int:
    """Return where the header ends: a title in quotes may go on over lines, a record never does.

    Args:
        head: The first bytes of a file.

    Returns:
        Place of the line end; the number of bytes where none is.
    """
    first = at = head.find(b"\n")
    while at >= 0 and head[:at].count(b'"') % 2:
        begin, at = at + 1, head.find(b"\n", at + 1)
        if any(map(lines.CODE.fullmatch, head[begin:at].replace(b'"', b"").split(b";"))):
            break
    else:
        first = at if at >= 0 else first
    return first if first >= 0 else len(head)


def columns(header: bytes, name: str) -> tuple[int, tuple[int, ...]]:
    """Return how many columns a header has and where each of `FIELDS` stands.

    Args:
        header: The first line of the file, without its end.
        name: What the file is called where it is refused.

    Raises:
        FaroError: It lacks a column or has one twice, is UTF-16, or does not end. What stands in
            it is said where it cannot be a record, with a person's name in it.
    """
    if header[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in header:
        raise _error("utf16", name, *_SAID["utf16"])
    plain = header.removeprefix(b"\xef\xbb\xbf").rstrip(b"\r")
    if _BARE_RETURN.search(plain) or len(plain) >= LONGEST:
        raise _error("no_lines", name, *_SAID["no_lines"])
    titles = [_title(cell) for cell in lines.cells_of(plain) or plain.split(b";")]
    fields = [_SPELLINGS.get(normalise_header(title)) for title in titles]
    is_header = any(field in _NO_RECORD for field in fields)
    for field in FIELDS:
        if is_header and fields.count(field) > 1:
            first, second, *_ = (t for t, of in zip(titles, fields, strict=True) if of == field)
            both = (text.format(first, second) for text in _SAID["ambiguous"])
            raise _error("ambiguous_column", name, *both)
    if missing := [_HEADERS[field][0] for field in FIELDS if field not in fields]:
        lacking = ", ".join(f"«{column}»" for column in missing)
        seen = ", ".join(titles)[:400] if is_header else "–"
        raise _error("missing_columns", name, *(t.format(lacking, seen) for t in _SAID["missing"]))
    return len(titles), tuple(fields.index(field) for field in FIELDS)


def _title(cell: bytes) -> str:
    try:
        text = cell.decode("utf-8")
    except UnicodeDecodeError:
        text = cell.decode("cp1252", errors="replace")
    return " ".join(text.replace('"', " ").split())


def _error(code: str, where: str, what: str, es: str) -> FaroError:
    return FaroError(what, where=readable(where), code=code, es=es)


_SAID = {
    "utf16": (
        "it is UTF-16. Save it as Windows-1252 or UTF-8",
        "está en UTF-16. Guárdelo como Windows-1252 o UTF-8",
    ),
    "no_lines": (
        "its first line does not end as lines of a CSV do, in LF or CR LF. Save it again as CSV",
        "su primera línea no termina como las de un CSV, en LF o CR LF. Guárdelo de nuevo como CSV",
    ),
    "ambiguous": (
        "two columns mean the same: «{}» and «{}». Leave one",
        "dos columnas dicen lo mismo: «{}» y «{}». Deje una",
    ),
    "missing": (
        "its header lacks {}; found: {}. Ask for the whole file, with `;` between columns",
        "a su encabezado le falta {}; se encontró: {}. Pida el archivo completo, con `;` entre "
        "columnas",
    ),
}
