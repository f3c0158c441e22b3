"""Bytes → text: the encoding is detected, reported, and never trusted blindly."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from charset_normalizer import from_bytes

from pipelines.ingest.reading.errors import ReadingError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SPANISH = frozenset("áéíóúüñÁÉÍÓÚÜÑ¿¡°ºª–—‘’“”«»•…€´§")
_ISOLATION = ["cp1252", "latin_1", "mac_roman", "cp850"]
_SAMPLE = 200_000
# The no-break space of Windows-1252 is the á of code page 850: only inside a word does it count.
_PADDING = re.compile(rb"(?<![A-Za-z])\xa0|\xa0(?![A-Za-z])")


@dataclass(frozen=True)
class Decoded:
    """Text, the encoding it came in, and notes."""

    text: str
    encoding: str
    notes: tuple[str, ...] = ()


def decode(data: bytes, *, where: str) -> Decoded:
    """Return the text of a file.

    A byte-order mark decides; then obvious UTF-16 by its zero bytes; then UTF-8 if all of it
    is valid; then one-byte encodings, Windows-1252 unless another explains the accents better.
    A file with lines in UTF-8 and lines in Windows-1252 is read line by line, with a note.

    Args:
        data: The file.
        where: Its name, for the error.

    Raises:
        ReadingError: ``undecodable`` or ``binary_rubbish``.
    """
    encoding = _marked(data) or _unmarked_utf16(data)
    if encoding:
        try:
            return Decoded(data.decode(encoding).removeprefix("\ufeff"), encoding)
        except UnicodeDecodeError as error:
            raise ReadingError("undecodable", where=where, detail=encoding) from error
    if b"\0" in data or _control_share(data) > 0.01:
        raise ReadingError("binary_rubbish", where=where)
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return _mixed(data) or _one_byte(data)


def _marked(data: bytes) -> str | None:
    return next((name for mark, name in _BOMS if data.startswith(mark)), None)


def _unmarked_utf16(data: bytes) -> str | None:
    sample = data[:4000]
    half = len(sample) // 2
    if half < 2 or len(data) % 2:
        return None
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if odd > 0.6 * half and even < 0.05 * half:
        return "utf-16-le"
    if even > 0.6 * half and odd < 0.05 * half:
        return "utf-16-be"
    return None


def _control_share(data: bytes) -> float:
    sample = data[:_SAMPLE]
    controls = sum(sample.count(code) for code in range(32) if code not in (9, 10, 11, 12, 13, 26))
    return controls / max(len(sample), 1)


def _mixed(data: bytes) -> Decoded | None:
    lines = data.splitlines(keepends=True)
    accented = [line for line in lines if not line.isascii()]
    bad = [line for line in accented if not _is_utf8(line)]
    if len(bad) * 2 > len(accented):
        return None
    text = "".join(
        line.decode("utf-8") if _is_utf8(line) else _single(line, "cp1252") for line in lines
    )
    return Decoded(text, "utf-8", (f"mixed_encoding lines={len(bad)} other=cp1252",))


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _one_byte(data: bytes) -> Decoded:
    sample = _PADDING.sub(b"", data[: _SAMPLE * 5])
    high = bytes(byte for byte in sample if byte > 127)
    scores = {name: _spanish_share(high, name) for name in ("cp1252", "mac_roman", "cp850")}
    guess = from_bytes(data[:_SAMPLE], cp_isolation=_ISOLATION).best()
    name = guess.encoding if guess and guess.encoding in scores else "cp1252"
    best = max(scores, key=lambda key: (scores[key], key == name, key == "cp1252"))
    if scores[best] < 0.9 or scores["cp1252"] >= 0.5:
        best = "cp1252"
    notes = (f"guessed_encoding encoding={best}",) if best != "cp1252" else ()
    return Decoded(_single(data, best), best, notes)


def _spanish_share(high: bytes, encoding: str) -> float:
    text = high.decode(encoding, errors="replace")
    return sum(char in _SPANISH for char in text) / max(len(text), 1)


def _single(data: bytes, encoding: str) -> str:
    """Decode one-byte text; the five bytes Windows-1252 leaves undefined read as Latin-1."""
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return data.decode("latin-1")
