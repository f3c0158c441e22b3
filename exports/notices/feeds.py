"""Feeds: notices as Atom (RFC 4287), releases as iCalendar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

from icalendar import Calendar, Event

from pipelines import clock
from pipelines.institution import Release
from pipelines.institution.releases import moment
from pipelines.telling import Notice
from presentation.panels.avisos import is_provisional, link, sentence
from presentation.panels.calendario import state_of
from presentation.words import Text

ATOM = "http://www.w3.org/2005/Atom"
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)


def atom(notices: Sequence[Notice], t: Text, site: str) -> bytes:
    """Return notices as an Atom feed.

    Args:
        notices: Notices, the newest first.
        t: Words of its language.
        site: Scheme and host of the site.
    """
    ET.register_namespace("", ATOM)
    feed = ET.Element(f"{{{ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": t.lang})
    updated = notices[0].at if notices else EPOCH
    _put(feed, "id", f"{site}/api/notices.atom")
    _put(feed, "title", f"{t('app.name')} · {t('nav.avisos')}")
    _put(feed, "updated", _moment(updated))
    ET.SubElement(_put(feed, "author", ""), f"{{{ATOM}}}name").text = t("app.name")
    here = f"{site}/api/notices.atom?lang={t.lang}"
    ET.SubElement(feed, f"{{{ATOM}}}link", {"rel": "self", "href": here})
    for notice in notices:
        entry = ET.SubElement(feed, f"{{{ATOM}}}entry")
        _put(entry, "id", f"urn:faro:notice:{notice.token}")
        _put(entry, "title", sentence(t, notice))
        _put(entry, "updated", _moment(notice.at))
        _put(
            entry, "content", f"{notice.before or '—'} → {notice.after or '—'} · {notice.build_id}"
        )
        ET.SubElement(entry, f"{{{ATOM}}}category", {"term": notice.kind})
        if is_provisional(notice):
            ET.SubElement(entry, f"{{{ATOM}}}category", {"term": "provisional"})
        where = link(notice, t.lang)
        if where:
            ET.SubElement(entry, f"{{{ATOM}}}link", {"href": f"{site}{where}"})
    return ET.tostring(feed, encoding="utf-8", xml_declaration=True)


def calendar(releases: Sequence[Release], t: Text) -> bytes:
    """Return the release calendar as iCalendar; an event keeps its id when it is moved.

    Args:
        releases: The releases, by their moment.
        t: Text in the language of the reader.
    """
    book = Calendar()
    book.add("prodid", "-//Faro//release calendar//ES")
    book.add("version", "2.0")
    for release in releases:
        kind, _, name = release.subject.partition(":")
        event = Event()
        event.add("uid", f"{release.release_id}@faro")
        changed = moment(release.changed_at) if release.changed_at else EPOCH
        event.add("dtstamp", changed.astimezone(UTC))
        event.add("dtstart", release.at.astimezone(UTC))
        event.add("dtend", release.at.astimezone(UTC) + timedelta(minutes=30))
        event.add("summary", t(f"calendario.subject.{kind}", name=name))
        event.add("status", "CANCELLED" if release.state == "withdrawn" else _status(release))
        state = t(f"calendario.state.{state_of(release)}")
        event.add("description", " · ".join(filter(None, (state, release.reason))))
        book.add_component(event)
    return bytes(book.to_ical())


def _status(release: Release) -> str:
    is_out = release.is_out(clock.now())
    return "TENTATIVE" if release.state == "provisional" and not is_out else "CONFIRMED"


def _put(parent: ET.Element, name: str, text: str) -> ET.Element:
    child = ET.SubElement(parent, f"{{{ATOM}}}{name}")
    child.text = text or None
    return child


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
