"""A plan as a calendar: a day-long event a tool, from its first day to its last."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event

from pipelines.marking import with_origin
from pipelines.serving import Build
from presentation.plans.view import View
from presentation.words import Text


def calendar(build: Build, view: View, t: Text) -> bytes:
    """Return a plan as iCalendar; the same plan of the same build gives the same bytes.

    Args:
        build: The build.
        view: The plan.
        t: Text in the language of the reader.
    """
    request, origin = view.choices, view.work.origin
    made = datetime.fromisoformat(str(build.manifest["built_at"])).astimezone(UTC)
    book = Calendar()
    book.add("prodid", f"-//Faro//{build.build_id}//{t.lang.upper()}")
    book.add("version", "2.0")
    book.add("calscale", "GREGORIAN")
    title = t("plan.calendar", place=view.place, version=view.version[f"name_{t.lang}"])
    book.add("x-wr-calname", with_origin(title, origin, t.lang))
    for row in view.steps.to_dict("records"):
        event = Event()
        event.add(
            "uid", f"{request.country}-{request.code}-{request.version}-{row['tool_id']}@faro"
        )
        event.add("dtstamp", made.replace(microsecond=0))
        event.add("dtstart", row["start_date"].date())
        event.add("dtend", row["end_date"].date() + timedelta(days=1))
        event.add("summary", with_origin(t.pick(row, "tool"), origin, t.lang))
        event.add("description", _description(row, view, t))
        event.add("categories", [t("plan.critical" if row["is_critical"] else "plan.with_room")])
        event.add("transp", "TRANSPARENT")
        book.add_component(event)
    return bytes(book.to_ical())


def _description(row: dict, view: View, t: Text) -> str:
    room = t("plan.fixes") if row["is_critical"] else t.count("plan.room", int(row["slack"]))
    size = t.count("plan.months", int(row["months"]))
    basis = t(f"plan.basis.{row['basis']}")
    return f"{view.place}. {size} ({basis}). {room}."
