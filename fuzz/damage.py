"""Damage done to the bytes of a written file."""

# ruff: noqa: D103 - each function is named for what it does

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from random import Random

Damage = Callable[[bytes, Random], bytes]


def truncate(data: bytes, rng: Random) -> bytes:
    return data[: rng.randrange(len(data))]


def flip(data: bytes, rng: Random) -> bytes:
    spoilt = bytearray(data)
    for _ in range(rng.choice([1, 1, 3, 12])):
        spoilt[rng.randrange(len(spoilt))] = rng.randrange(256)
    return bytes(spoilt)


def insert(data: bytes, rng: Random) -> bytes:
    place = rng.randrange(len(data))
    rubbish = rng.choice([b"\0", b'"', b"\xff\xfe", b"\xef\xbb\xbf", b"\r", b"\x1a", b"\xc3"])
    return data[:place] + rubbish + data[place:]


def cut_out(data: bytes, rng: Random) -> bytes:
    first = rng.randrange(len(data))
    return data[:first] + data[first + rng.randrange(1, 200) :]


def wrong_mark(data: bytes, rng: Random) -> bytes:
    return rng.choice([b"\xff\xfe", b"\xef\xbb\xbf", b"\xfe\xff", b"\xef\xbb\xbf" * 2]) + data


def not_a_table(data: bytes, rng: Random) -> bytes:
    return rng.choice(
        [
            b"",
            b" \r\n \r\n",
            b"<html><body><table><tr><td>Municipio</td></tr></table></body></html>",
            b"%PDF-1.7\n" + data[:200],
            bytes(rng.randrange(256) for _ in range(600)),
            b"PK\x03\x04" + data[:100],
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + data[:600],
        ]
    )


def spoil_part(data: bytes, rng: Random) -> bytes:
    """Truncate, drop or empty one part of a zip, leaving the zip itself whole."""
    if not data.startswith(b"PK"):
        return flip(data, rng)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    name = rng.choice(sorted(parts))
    how = rng.choice(["truncate", "truncate", "drop", "empty", "entity"])
    if how == "drop":
        del parts[name]
    elif how == "empty":
        parts[name] = b""
    elif how == "entity":
        parts[name] = b'<!DOCTYPE x [<!ENTITY a "b">]>' + parts[name]
    else:
        parts[name] = parts[name][: rng.randrange(len(parts[name]) or 1)]
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for part, content in parts.items():
            package.writestr(part, content)
    return stream.getvalue()


DAMAGE: tuple[Damage, ...] = (
    truncate, flip, insert, cut_out, wrong_mark, not_a_table, spoil_part, spoil_part,
)  # fmt: skip
