"""What stands beside the pages: for robots, for links shown with a picture, for those who host."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, tostring

from presentation.formats import LANGUAGES
from public.ledger import Ledger
from public.making import Edition
from public.page_facts import Told
from public.writing import Folder

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
HOSTS = Path(__file__).parent / "static" / "hosts"


def write(edition: Edition, folder: Folder, ledger: Ledger, pages: Sequence[Told]) -> None:
    """Write them into an edition.

    Args:
        edition: What every page knows.
        folder: The folder being filled.
        ledger: The ledger of the edition.
        pages: What is told of each page.
    """
    place = ""
    if edition.base:  # a sitemap holds whole addresses, or it is none
        folder.emit("sitemap.xml", _sitemap(edition, ledger, pages))
        place = f"\nSitemap: {edition.base}/sitemap.xml"
    folder.emit("robots.txt", f"User-agent: *\nAllow: /{place}\n".encode())
    for path in sorted(HOSTS.iterdir()):
        target = "_headers" if path.name == "_headers" else f"hosts/{path.name}"
        folder.emit(target, path.read_bytes())


def _sitemap(edition: Edition, ledger: Ledger, pages: Sequence[Told]) -> bytes:
    every = Element("urlset", {"xmlns": SITEMAP, "xmlns:xhtml": "http://www.w3.org/1999/xhtml"})
    for page in pages:
        url = SubElement(every, "url")
        SubElement(url, "loc").text = f"{edition.base}/{page.path}"
        SubElement(url, "lastmod").text = ledger.history[page.path][-1].day
        for hreflang, lang in (
            *((language, language) for language in LANGUAGES),
            ("x-default", LANGUAGES[0]),
        ):
            other = f"{edition.base}/{lang}/{page.place.path}.html"
            SubElement(url, "xhtml:link", {"rel": "alternate", "hreflang": hreflang, "href": other})
    body: bytes = tostring(every, encoding="utf-8", xml_declaration=True)
    return body + b"\n"
