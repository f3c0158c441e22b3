"""Plans as files: workbook, calendar, PDF, table and pictures, by address and by command."""

from __future__ import annotations

import io
from datetime import date, timedelta

import icalendar
import openpyxl
import pypdf
import pytest

from exports.schedule import FORMATS, read, schedule
from pipelines import serving
from pipelines.errors import FaroError
from pipelines.methods.planning import months
from presentation.links import plan_link
from presentation.plans.choices import Asked

ASKED = Asked("CL", "13101", "regional_2022", months.read("2027-01"), 12, other=6)
TODAY = date(2026, 11, 21)
NO_LENGTH = (
    "Planes y proyectos de transparencia",
    "Plan anual de capacitación interna",
    "Satisfacción usuaria",
    "Rendición de cuentas",
)


@pytest.fixture(scope="module")
def build(built) -> serving.Build:
    return serving.open(root=built)


def made(build, ending: str, plan: Asked = ASKED, lang: str = "es", **more) -> bytes:
    name, body = schedule(build, plan, lang, ending, today=TODAY, **more)
    assert name.endswith(f"_{lang}") and build.build_id in name
    return body


def test_the_workbook_holds_plan_path_and_what_it_stands_on(build):
    book = openpyxl.load_workbook(io.BytesIO(made(build, "xlsx")))
    assert book.sheetnames == ["Plan", "Ruta crítica", "Capacidad", "Supuestos"]
    rows = list(book["Plan"].iter_rows(min_row=2, values_only=True))
    assert len(rows) == 17
    assert sum(row[3] for row in rows) == 70
    assert max(row[2] for row in rows).date() == date(2027, 6, 30)
    lengths = {row[0]: row[3] for row in rows if row[4] == "quien consulta"}
    assert lengths == dict.fromkeys(NO_LENGTH, 6), "no source says how long these take"
    about = dict(book["Supuestos"].iter_rows(min_row=2, max_col=2, values_only=True))
    assert about["Comienza en"] == "enero de 2027" and "junio de 2027" in about["Resultado"]
    assert made(build, "xlsx") == made(build, "xlsx")


def test_the_calendar_has_a_whole_day_event_a_tool(build):
    calendar = icalendar.Calendar.from_ical(made(build, "ics", lang="en"))
    events = calendar.walk("VEVENT")
    assert len(events) == len({str(event["UID"]) for event in events}) == 17
    ends = [event["DTEND"].dt - timedelta(days=1) for event in events]
    assert max(ends) == date(2027, 6, 30)
    assert all(
        type(event["DTSTART"].dt) is date and event["DTSTART"].dt.day == 1 for event in events
    )
    assert {str(c) for event in events for c in event["CATEGORIES"].cats} == {
        "Fixes the end",
        "With slack",
    }


def test_the_pdf_is_tagged_and_says_when_it_ends(build):
    document = pypdf.PdfReader(io.BytesIO(made(build, "pdf")))
    text = "\n".join(page.extract_text() for page in document.pages)
    assert document.trailer["/Root"]["/MarkInfo"]["/Marked"]
    for words in ("junio de 2027", "Ruta crítica", "Perfiles de cargo"):
        assert words in text, words


@pytest.mark.parametrize("ending", ["svg", "png", "csv"])
def test_pictures_and_table(build, ending):
    body = made(build, ending, lang="en")
    start = {"svg": b"<svg", "png": b"\x89PNG", "csv": b"\xef\xbb\xbfTool,Start"}[ending]
    assert body.startswith(start)


@pytest.mark.parametrize("ending", FORMATS)
def test_each_format_has_a_writer(build, ending):
    body = made(build, ending)
    assert body and body == made(build, ending)


@pytest.mark.thorough
def test_simulated_plans_say_so_in_every_file(demo_built):
    panel = serving.open(root=demo_built)
    calendar = icalendar.Calendar.from_ical(made(panel, "ics"))
    assert all(str(e["SUMMARY"]).startswith("Simulado: ") for e in calendar.walk("VEVENT"))
    book = openpyxl.load_workbook(io.BytesIO(made(panel, "xlsx")))
    assert {"Avance", "Qué se mueve"} <= set(book.sheetnames)
    assert "Simulado" in {row[1] for row in book["Supuestos"].iter_rows(values_only=True)}


def test_an_address_asks_for_a_plan(build):
    link = plan_link(build.build_id, "xlsx", ASKED, "es")
    query = dict(part.split("=") for part in link.partition("?")[2].split("&"))
    query.pop("lang")
    assert read(build, query, today=TODAY) == ASKED
    with pytest.raises(FaroError, match="not there: capacity=0"):
        read(build, {**query, "capacity": "0"}, today=TODAY)
    with pytest.raises(FaroError, match="CL 99999"):
        read(build, {**query, "cut": "99999"}, today=TODAY)
    with pytest.raises(FaroError, match=FORMATS[0]):
        schedule(build, ASKED, "es", "docx", today=TODAY)


def test_the_command_writes_a_plan_or_says_why_not(served, faro, tmp_path):
    usual = ["export", "plan", "--municipality", "13101", "--start", "2027-01", "--out"]
    code, out, _ = faro(*usual, str(tmp_path), "--other", "6", "--format", "ics")
    assert code == 0 and (tmp_path / out.strip().rpartition("/")[2]).exists()
    code, _, err = faro(*usual, str(tmp_path), "--model", "regional")
    assert code == 1 and "Planes y proyectos" in err and "meses" in err
    code, _, err = faro(*usual, str(tmp_path), "--other", "6", "--capacity", "0", "--lang", "en")
    assert code == 1 and "capacity from 1" in " ".join(err.split())
