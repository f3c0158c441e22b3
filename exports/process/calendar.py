"""Internal deadlines of a year as a calendar file (iCalendar)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event

from pipelines.marking import Marked
from pipelines.methods.deadlines import given_days, year_windows
from pipelines.serving import Build
from presentation.words import Text

COUNTBACK, STAGES = "out_proceso__countback", "core_proceso__stage"


def ics(build: Build, lang: str, *, year: int, days: Mapping[str, int] | None = None) -> Marked:
    """Return the deadlines of a year: one whole day an event, three a month.

    Args:
        build: The build; it dates the file, so the same choices give the same bytes.
        lang: ``es`` or ``en``.
        year: Year of the deadlines.
        days: Working days by stage; those of the data when None.

    Raises:
        FaroError: Days or year out of bounds.
    """
    t = Text(lang, build)
    stages = build.table(STAGES)
    names = {row["stage_id"]: t.pick(row, "name") for row in stages.to_dict("records")}
    usual = given_days(stages)
    chosen = {stage: (days or {}).get(stage, count) for stage, count in usual.items()}
    made = datetime.fromisoformat(str(build.manifest["built_at"])).astimezone(UTC)
    calendar = Calendar()
    calendar.add("prodid", "-//Faro//Transparencia activa//ES")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", t("proceso.ics.name", year=year))
    for month, windows in year_windows(build.table(COUNTBACK), chosen, year=year).items():
        for window in windows:
            event = Event()
            event.add("uid", f"ta-{year}-{month:02d}-{window.stage_id}@faro")
            event.add("dtstamp", made.replace(microsecond=0))
            event.add("dtstart", window.last)
            event.add("dtend", window.last + timedelta(days=1))
            event.add("summary", t("proceso.ics.summary", stage=names[window.stage_id]))
            event.add(
                "description",
                t(
                    "proceso.ics.text",
                    first=t.date(window.first),
                    days=t.number(window.days),
                    deadline=t.date(window.deadline),
                ),
            )
            calendar.add_component(event)
    return Marked(calendar.to_ical(), build.origin_of(COUNTBACK, STAGES))
