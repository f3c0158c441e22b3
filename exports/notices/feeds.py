"""Feeds: notices as Atom (RFC 4287), releases as iCalendar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

from icalendar import Calendar, Event

from pipelines import clock
from pipelines.institution import Release
from pipelines.telling import Notice
from presentation.panels.avisos import is_provisional, link, sentence
from presentation.panels.calendario import state_of
from presentation.words import Text

ATOM = "http://www.w3.org/2005/Atom"
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)


def atom(found: Sequence[Notice], t: Text, site: str) -> bytes:
    """Return notices as an Atom feed.

    Args:
        found: Notices, the newest first.
        t: Words of its language.
        site: Scheme and host of the site.
    """
    ET.register_namespace("", ATOM)
    feed = ET.Element(f"{{{ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": t.lang})
    updated = found[0].at if found else EPOCH
    _put(feed, "id", f"{site}/api/notices.atom")
    _put(feed, "title", f"{t('app.name')} · {t('nav.avisos')}")
    _put(feed, "updated", _moment(updated))
    ET.SubElement(_put(feed, "author", ""), f"{{{ATOM}}}name").text = t("app.name")
    here = f"{site}/api/notices.atom?lang={t.lang}"
    ET.SubElement(feed, f"{{{ATOM}}}link", {"rel": "self", "href": here})
    for one in found:
        entry = ET.SubElement(feed, f"{{{ATOM}}}entry")
        _put(entry, "id", f"urn:faro:notice:{one.id}")
        _put(entry, "title", sentence(t, one))
        _put(entry, "updated", _moment(one.at))
        _put(entry, "content", f"{one.before or '—'} → {one.after or '—'} · {one.build_id}")
        ET.SubElement(entry, f"{{{ATOM}}}category", {"term": one.kind})
        if is_provisional(one):
            ET.SubElement(entry, f"{{{ATOM}}}category", {"term": "provisional"})
        where = link(one, t.lang)
        if where:
            ET.SubElement(entry, f"{{{ATOM}}}link", {"href": f"{site}{where}"})
    return ET.tostring(feed, encoding="utf-8", xml_declaration=True)


def calendar(found: Sequence[Release], t: Text) -> bytes:
    """Return the release calendar as iCalendar; an event keeps its id when it is moved."""
    book = Calendar()
    book.add("prodid", "-//Faro//release calendar//ES")
    book.add("version", "2.0")
    for one in found:
        kind, _, name = one.subject.partition(":")
        event = Event()
        event.add("uid", f"{one.release_id}@faro")
        event.add("dtstamp", datetime.fromisoformat(one.changed_at or EPOCH.isoformat()))
        event.add("dtstart", one.at.astimezone(UTC))
        event.add("dtend", one.at.astimezone(UTC) + timedelta(minutes=30))
        event.add("summary", t(f"calendario.subject.{kind}", name=name))
        event.add("status", "CANCELLED" if one.state == "withdrawn" else _status(one))
        state = t(f"calendario.state.{state_of(one)}")
        event.add("description", " · ".join(filter(None, (state, one.reason))))
        book.add_component(event)
    return bytes(book.to_ical())


def _status(one: Release) -> str:
    is_out = one.is_out(clock.now())
    return "TENTATIVE" if one.state == "provisional" and not is_out else "CONFIRMED"


def _put(parent: ET.Element, name: str, text: str) -> ET.Element:
    child = ET.SubElement(parent, f"{{{ATOM}}}{name}")
    child.text = text or None
    return child


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
