"""News: as Atom of the whole edition, of each municipality, region, commitment, matter and file;
as RSS of new editions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from email.utils import format_datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from presentation.formats import LANGUAGES
from presentation.words import Text
from public.ledger import Ledger, Past, Said
from public.machines import address
from public.making import Edition
from public.page_facts import Told
from public.places import Place
from public.writing import Folder

ATOM = "http://www.w3.org/2005/Atom"
OF_EACH = ("municipio", "region", "gobierno_abierto", "materia", "archivo")
RSS = "feeds/{lang}/ediciones.rss"
MOST = 60  # entries of the feed of everything


def has_own(place: Place) -> bool:
    """Return whether a page has a feed of its own.

    Args:
        place: Of the page.
    """
    return place.page in OF_EACH and bool(place.state)


def path(lang: str, place: Place) -> str:
    """Return the path of the feed of a page.

    Args:
        lang: ``es`` or ``en``.
        place: Of the page.
    """
    return f"feeds/{lang}/{place.path}.xml"


def write(edition: Edition, folder: Folder, ledger: Ledger, pages: Sequence[Told]) -> None:
    """Write every feed into an edition.

    Args:
        edition: What every page knows.
        folder: The folder being filled.
        ledger: The ledger of the edition.
        pages: What is told of each page.
    """
    for lang in LANGUAGES:
        own = [made for made in pages if made.lang == lang]
        folder.emit(f"feeds/{lang}.xml", _whole(edition, ledger, lang, own))
        if edition.base:  # RSS holds whole addresses, or it is none
            folder.emit(RSS.format(lang=lang), _editions(edition, ledger, lang, own))
        for page in own:
            if has_own(page.place):
                own_path = path(lang, page.place)
                folder.emit(own_path, _of_page(edition, ledger, page, own_path))


def _whole(edition: Edition, ledger: Ledger, lang: str, pages: Sequence[Told]) -> bytes:
    t, own = Text(lang, edition.build), f"feeds/{lang}.xml"
    feed = _feed(edition, t("app.name"), own, lang, ledger.day, t)
    for past in reversed(ledger.editions):
        title, summary = _of_edition(t, ledger, pages, past)
        where = f"e/{past.build_id}/index.html"
        to = address(edition, where, own)
        _entry(feed, to, title, summary, past.day, f"{past.build_id}:{where}")
    recent = sorted(pages, key=lambda page: ledger.history[page.path][-1].day, reverse=True)
    for news in [page for page in recent if not page.place.state][:MOST]:
        to = address(edition, news.path, own)
        _entry_of(feed, news.path, ledger.history[news.path][-1], to)
    return _bytes(feed)


def _editions(edition: Edition, ledger: Ledger, lang: str, pages: Sequence[Told]) -> bytes:
    t, own = Text(lang, edition.build), RSS.format(lang=lang)
    feed = Element("rss", {"version": "2.0", "xmlns:atom": ATOM})
    channel = SubElement(feed, "channel")
    _text(channel, "title", f"{t('app.name')}: {t('public.editions')}")
    _text(channel, "link", f"{edition.base}/{lang}/resumen.html")
    _text(channel, "description", t("app.tagline"))
    _text(channel, "language", lang)
    _text(channel, "lastBuildDate", _in_mail(ledger.day))
    of_itself = {"rel": "self", "type": "application/rss+xml", "href": f"{edition.base}/{own}"}
    SubElement(channel, "atom:link", of_itself)
    for past in reversed(ledger.editions):
        title, summary = _of_edition(t, ledger, pages, past)
        item = SubElement(channel, "item")
        _text(item, "title", title)
        _text(item, "link", f"{edition.base}/e/{past.build_id}/index.html")
        _text(item, "description", summary or title)
        _text(item, "pubDate", _in_mail(past.day))
        guid = SubElement(item, "guid", {"isPermaLink": "false"})
        guid.text = f"urn:faro:{past.build_id}"
    return _bytes(feed)


def _of_edition(t: Text, ledger: Ledger, pages: Sequence[Told], past: Past) -> tuple[str, str]:
    """Return what an edition is called, and which pages of the whole country it changed."""
    titles = "; ".join(
        version.title
        for page in pages
        if not page.place.state
        for version in ledger.history[page.path]
        if version.at == past.at
    )
    return t("public.edition.title", build=past.build_id), titles


def _of_page(edition: Edition, ledger: Ledger, page: Told, path: str) -> bytes:
    t = Text(page.lang, edition.build)
    history = ledger.history[page.path]
    feed = _feed(edition, page.title, path, page.lang, history[-1].day, t)
    for version in reversed(history):
        where = page.path if version is history[-1] else f"e/{version.build_id}/{page.path}"
        _entry_of(feed, page.path, version, address(edition, where, path))
    return _bytes(feed)


def _entry_of(feed: Element, page: str, version: Said, to: str) -> None:
    """Add what a page said: it is the same news wherever it stands by now."""
    news = f"{version.build_id}:{page}"
    _entry(feed, to, version.title, version.lead, version.day, news)


def _feed(edition: Edition, title: str, path: str, lang: str, day: str, t: Text) -> Element:
    feed = Element("feed", {"xmlns": ATOM, "xml:lang": lang})
    _text(feed, "id", f"{edition.base}/{path}" if edition.base else f"urn:faro:{path}")
    _text(feed, "title", title)
    _text(feed, "updated", _moment(day))
    SubElement(feed, "link", {"rel": "self", "href": address(edition, path, path)})
    author = SubElement(feed, "author")
    _text(author, "name", t("cite.publisher"))
    return feed


def _entry(feed: Element, to: str, title: str, summary: str, day: str, news: str) -> None:
    entry = SubElement(feed, "entry")
    _text(entry, "id", f"urn:faro:{news}")
    _text(entry, "title", title)
    _text(entry, "updated", _moment(day))
    SubElement(entry, "link", {"rel": "alternate", "href": to})
    _text(entry, "summary", summary or title)


def _moment(day: str) -> str:
    return f"{day}T00:00:00Z"


def _in_mail(day: str) -> str:
    """Return a day as RSS writes it: its first minute, as the headers of a mail do."""
    return format_datetime(datetime.fromisoformat(_moment(day)))


def _text(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = text


def _bytes(feed: Element) -> bytes:
    body: bytes = tostring(feed, encoding="utf-8", xml_declaration=True)
    return body + b"\n"
