"""News as Atom: of the whole edition in each language, and of each municipality and region."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, tostring

from presentation.formats import LANGUAGES
from presentation.words import Text
from public.machines import address
from public.making import Edition
from public.places import Place
from public.told import Told
from public.writing import Folder, Ledger

ATOM = "http://www.w3.org/2005/Atom"
OF_EACH = ("municipio", "region", "gobierno_abierto", "materia", "archivo")
MOST = 60  # entries of the feed of everything


def has_own(place: Place) -> bool:
    """Return whether a page has a feed of its own."""
    return place.page in OF_EACH and bool(place.state)


def path(lang: str, place: Place) -> str:
    """Return the path of the feed of a page."""
    return f"feeds/{lang}/{place.path}.xml"


def write(edition: Edition, folder: Folder, ledger: Ledger, told: Sequence[Told]) -> None:
    """Write every feed into an edition."""
    for lang in LANGUAGES:
        own = [one for one in told if one.lang == lang]
        folder.emit(f"feeds/{lang}.xml", _whole(edition, ledger, lang, own))
        for one in own:
            if has_own(one.place):
                own_path = path(lang, one.place)
                folder.emit(own_path, _of_page(edition, ledger, one, own_path))


def _whole(edition: Edition, ledger: Ledger, lang: str, told: Sequence[Told]) -> bytes:
    t = Text(lang, edition.build)
    feed = _feed(edition, t("app.name"), f"feeds/{lang}.xml", lang, ledger.day, t)
    for build_id, day in reversed(ledger.editions):
        made = [one for one in told if (build_id, day) in ledger.history[one.path]]
        title = t("public.edition.title", build=build_id)
        said = "; ".join(one.title for one in made if not one.place.state)
        _entry(edition, feed, f"e/{build_id}/index.html", title, said, day, build_id)
    recent = sorted(told, key=lambda one: ledger.history[one.path][-1][1], reverse=True)
    for one in [one for one in recent if not one.place.state][:MOST]:
        build_id, day = ledger.history[one.path][-1]
        _entry(edition, feed, one.path, one.title, one.lead, day, build_id)
    return _bytes(feed)


def _of_page(edition: Edition, ledger: Ledger, one: Told, path: str) -> bytes:
    t = Text(one.lang, edition.build)
    history = ledger.history[one.path]
    feed = _feed(edition, one.title, path, one.lang, history[-1][1], t)
    for build_id, day in reversed(history):
        is_last = build_id == history[-1][0]
        where = one.path if is_last else f"e/{build_id}/{one.path}"
        _entry(edition, feed, where, one.title, one.lead if is_last else "", day, build_id)
    return _bytes(feed)


def _feed(edition: Edition, title: str, path: str, lang: str, day: str, t: Text) -> Element:
    feed = Element("feed", {"xmlns": ATOM, "xml:lang": lang})
    _text(feed, "id", address(edition, path) if edition.base else f"urn:faro:{path}")
    _text(feed, "title", title)
    _text(feed, "updated", _moment(day))
    SubElement(feed, "link", {"rel": "self", "href": address(edition, path)})
    author = SubElement(feed, "author")
    _text(author, "name", t("cite.publisher"))
    return feed


def _entry(
    edition: Edition, feed: Element, path: str, title: str, said: str, day: str, build_id: str
) -> None:
    entry = SubElement(feed, "entry")
    _text(entry, "id", f"urn:faro:{build_id}:{path}")
    _text(entry, "title", title)
    _text(entry, "updated", _moment(day))
    SubElement(entry, "link", {"rel": "alternate", "href": address(edition, path)})
    _text(entry, "summary", said or title)


def _moment(day: str) -> str:
    return f"{day}T00:00:00Z"


def _text(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = text


def _bytes(feed: Element) -> bytes:
    body: bytes = tostring(feed, encoding="utf-8", xml_declaration=True)
    return body + b"\n"
