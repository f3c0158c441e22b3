"""Walk an XML part safely: no document type, no entities, no outside references."""

from __future__ import annotations

from collections.abc import Callable
from xml.parsers import expat

from pipelines.ingest.reading.errors import ReadingError

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]


def walk(
    data: bytes,
    *,
    where: str,
    part: str,
    start: Start,
    end: End | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Tell what a part is made of, one element after the other; names come without their prefix.

    Args:
        data: The part; UTF-8, whatever it declares.
        where: The file, for the error.
        part: Its name in the file, for the error.
        start: Called with the name of an element that begins and its attributes.
        end: Called with the name of an element that ends.
        text: Called with what stands within; a long text may come in pieces.

    Raises:
        ReadingError: ``xml_entities`` or ``damaged``.
    """
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True

    def refuse(*_: object) -> None:
        raise ReadingError("xml_entities", where=where, detail=part)

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = lambda name, attributes: start(
        name.rpartition(":")[2],
        {key.rpartition(":")[2]: value for key, value in attributes.items()},
    )
    if end is not None:
        parser.EndElementHandler = lambda name: end(name.rpartition(":")[2])
    if text is not None:
        parser.CharacterDataHandler = text
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise ReadingError("damaged", where=where, detail=f"{part}: {error}") from error
