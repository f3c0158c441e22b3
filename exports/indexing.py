"""The index of a ZIP of fichas: for machines and for people."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from pipelines.marking import origin_of, with_origin
from pipelines.origins import Origin
from pipelines.spreadsheets import rows_csv
from presentation.words import Text


def plain(name: str) -> str:
    """Return a name fit for a file: ``Ñuñoa`` → ``nunoa``.

    Args:
        name: Of a municipality.
    """
    bare = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", bare).strip("_")


@dataclass(frozen=True)
class Sheet:
    """One ficha to be written.

    Attributes:
        cut: Code of the municipality.
        comuna: Its name.
        region: Its region.
        name: Name of the file.
        origin: The worst origin of what it shows.
    """

    cut: str
    comuna: str
    region: str
    name: str
    origin: Origin


def as_csv(sheets: Sequence[Sheet]) -> bytes:
    """Return the index as CSV.

    Args:
        sheets: The fichas, in their order.
    """
    rows = [[sheet.cut, sheet.comuna, sheet.region, sheet.name, sheet.origin] for sheet in sheets]
    return rows_csv(["cut", "comuna", "region", "file", "origin"], rows, bom=True)


def as_html(sheets: Sequence[Sheet], build_id: str, t: Text) -> bytes:
    """Return the index as a page of links, by region.

    Args:
        sheets: The fichas, in their order.
        build_id: The build.
        t: Text in the language of the reader.
    """
    parts = []
    for region in dict.fromkeys(sheet.region for sheet in sheets):
        inside = "".join(
            f'<li><a href="{escape(sheet.name)}">{escape(sheet.comuna)}</a></li>'
            for sheet in sheets
            if sheet.region == region
        )
        parts.append(f"<h2>{escape(region)}</h2><ul>{inside}</ul>")
    title = escape(with_origin(t("print.index.title"), origin_of(*sheets), t.lang))
    about = escape(t.count("print.index.about", len(sheets), build=build_id))
    style = "body{font:16px/1.5 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    style += "ul{columns:14rem;padding-left:1.2rem}"
    return (
        f'<!doctype html><html lang="{t.lang}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{title}</title>'
        f"<style>{style}</style></head><body><h1>{title}</h1><p>{about}</p>"
        f"{''.join(parts)}</body></html>\n"
    ).encode()
