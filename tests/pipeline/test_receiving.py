"""The door for senders: names that trick, files that harm, and a build that fails."""

from __future__ import annotations

import io
import json
import os
import shutil
import tempfile
import zipfile
from pathlib import Path

import openpyxl
import pytest
from builds_for_tests import RAW

from pipelines import receiving, serving
from pipelines.errors import FaroError
from pipelines.ingest.checking import SELF_ASSESSMENT
from pipelines.receiving import apart
from pipelines.receiving.apart import Limits

HEAD = "Municipio;Tipo de convenio;Fecha de firma\r\n"
GOOD = (HEAD + "Macul;MGTM;27-02-2013\r\n").encode()
LATER = (HEAD + "Macul;MGTM;27-02-2013\r\nPaine;MGTM;28-02-2013\r\n").encode()
UGLY = (
    HEAD + "Macul;MGTM;27-02-2013\r\n=cmd|' /C calc'!A0;MGTM;27-02-2013\r\n"
    "ana.perez@correo.cl;MGTM;27-02-2013\r\n"
).encode("utf-16")


@pytest.fixture(autouse=True)
def temporary(tmp_path, monkeypatch):
    """Temporary files go where the test can see that none is left."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def raw(tmp_path, built, monkeypatch):
    """A raw folder and a folder of builds to write in, with writing enabled."""
    folder = tmp_path / "raw"
    shutil.copytree(RAW, folder)
    shutil.copytree(built, tmp_path / "curated", copy_function=os.link)
    monkeypatch.setenv("FARO_RAW", str(folder))
    monkeypatch.setenv("FARO_CURATED", str(tmp_path / "curated"))
    monkeypatch.setenv("FARO_DEMO", str(tmp_path / "demo"))
    monkeypatch.setenv("FARO_ALLOW_WRITES", "1")
    return folder


def delivered(raw: Path) -> dict[str, bytes]:
    folder = raw / "deliveries"
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def packed(**parts: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in parts.items():
            package.writestr(name.replace("__", "/").replace("_", "."), text)
    return content.getvalue()


BOMB = packed(xl__workbook_xml="<workbook/>", xl__sheet_xml=" " * 30_000_000)
ENTITY = packed(xl__workbook_xml='<!DOCTYPE x [<!ENTITY a "b">]><workbook/>')
MACRO = packed(xl__workbook_xml="<workbook/>", xl__vbaProject_bin="x")


@pytest.mark.parametrize(
    ("content", "code"),
    [(BOMB, "zip_bomb"), (ENTITY, "xml_entities"), (MACRO, "macros"), (b"PK\x03\x04", "damaged")],
)
@pytest.mark.parametrize("name", ["a.xlsx", "a.csv"])
def test_a_harmful_file_is_refused_in_both_languages(temporary, name, content, code):
    received = receiving.check_upload(name, content)
    error = received.report.error
    assert received.report.verdict == "refused"
    assert error.code == code
    assert error.in_language("es") != error.in_language("en")
    assert not list(temporary.iterdir())


@pytest.mark.few(12)
@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        ("../../../etc/cron.d/x.csv", "x.csv"),
        ("..\\..\\boot.csv", "boot.csv"),
        ("C:\\con.csv", "_con.csv"),
        ("informe.csv.exe", "informe_csv_exe.csv"),
        ("factura.pdf.csv", "factura_pdf.csv"),
        ("a\u202ecsv.exe", "acsv_exe.csv"),
        ("a\r\nb\0.CSV", "ab.csv"),
        ("~$oculto.csv", "__oculto.csv"),
        (".htaccess", "htaccess.csv"),
        ("", "archivo.csv"),
        ("💥/..", "archivo.csv"),
    ],
)
def test_a_name_that_tricks_is_made_plain(sent, stored):
    assert receiving.check_upload(sent, GOOD).name == stored


def test_an_overlong_name_is_cut_and_keeps_its_ending():
    name = receiving.check_upload("ñ" * 400 + ".csv", GOOD).name
    assert len(name.encode()) <= 120
    assert name.endswith(".csv")


def test_nothing_sent_is_kept_and_personal_data_is_masked(temporary):
    received = receiving.check_upload("feo.csv", UGLY)
    report = json.loads(received.report_json())
    assert report["rows"] == {"delivered": 3, "accepted": 1, "quarantined": 2}
    assert b"ana.perez@correo.cl" not in received.report_json()
    copy = openpyxl.load_workbook(io.BytesIO(received.annotated("es")))
    cells = [cell for sheet in copy for row in sheet.iter_rows() for cell in row]
    assert any("calc" in str(cell.value) for cell in cells)
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert any(cell.comment for cell in cells)
    assert not list(temporary.iterdir())


def test_a_file_over_the_limit_is_refused(monkeypatch):
    monkeypatch.setenv("FARO_UPLOAD_LIMIT_MB", "1")
    received = receiving.check_upload("a.csv", b"x" * (1024 * 1024 + 1))
    assert received.report.error.code == "too_large"
    assert received.content == b""


def workbook(rows: int) -> bytes:
    content = io.BytesIO()
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for _ in range(rows):
        sheet.append(["Macul", "MGTM", "27-02-2013"])
    book.save(content)
    return content.getvalue()


UNKNOWN = b"a;b;c\n" + b"1;2;3\n" * 200_000
TIMES = 400


@pytest.mark.parametrize(
    ("content", "limits", "code"),
    [
        (GOOD + GOOD[len(HEAD) :] * TIMES, {"rows": 300}, "too_much"),
        (GOOD + GOOD[len(HEAD) :] * TIMES, {"cells": 900}, "too_much"),
        (workbook(TIMES), {"rows": 300}, "too_much"),
        (workbook(TIMES), {"cells": 900}, "too_much"),
        (UNKNOWN, {"rows": 300}, "unknown_kind"),
        (UNKNOWN, {"memory_mb": 16}, "too_heavy"),
        (GOOD, {"seconds": 0.001}, "too_heavy"),
    ],
)
def test_a_file_that_takes_more_than_one_may_is_refused_and_the_next_is_read(
    temporary, tmp_path, content, limits, code
):
    path = tmp_path / "a"
    path.write_bytes(content)
    error = apart.check(path, raw=RAW, out=tmp_path / "out", limits=Limits(**limits)).error
    assert error.code == code and error.in_language("es") != error.in_language("en")
    assert receiving.check_upload("a.csv", GOOD).report.verdict == "ok"
    assert not list(temporary.iterdir())


def test_a_room_that_was_killed_is_opened_again():
    assert receiving.check_upload("a.csv", GOOD).report.verdict == "ok"
    apart._room._process.kill()
    apart._room._process.wait()
    assert receiving.check_upload("a.csv", GOOD).report.verdict == "ok"


@pytest.mark.thorough
def test_many_problems_of_one_kind_are_counted_and_the_first_listed():
    for row, n in (("Nadie;MGTM;27-02-2013\r\n", 7), ("Macul;MGTM;27-02-2013\r\n", 20_000)):
        report = receiving.check_upload("a.csv", (HEAD + row * (1_001 + n)).encode()).report
        group = max(report.groups, key=lambda group: group.count)
        assert (len(group.findings), group.count - n) in ((1_000, 1_001), (1_000, 1_000))
        assert all(len(finding.reason.es) < 400 for finding in group.findings)


@pytest.mark.parametrize("value", ["0", "-1", "9999", "diez", "1e3", "٣"])
def test_a_limit_that_is_none_is_said(monkeypatch, value):
    monkeypatch.setenv("FARO_UPLOAD_LIMIT_MB", value)
    with pytest.raises(FaroError, match="FARO_UPLOAD_LIMIT_MB"):
        receiving.upload_limit_mb()


@pytest.mark.parametrize("value", [None, "", "0"])
def test_writing_is_closed_unless_enabled(raw, monkeypatch, value):
    monkeypatch.delenv("FARO_ALLOW_WRITES")
    if value is not None:
        monkeypatch.setenv("FARO_ALLOW_WRITES", value)
    received = receiving.check_upload("a.csv", GOOD)
    assert receiving.refusal(received) == "closed"
    with pytest.raises(FaroError, match="FARO_ALLOW_WRITES=1"):
        receiving.accept(received)
    assert delivered(raw) == {}


def test_what_cannot_be_a_delivery_is_not_taken_in(raw):
    source = (raw / "published" / "sources.csv").read_bytes()
    nobody = (HEAD + "Nadie;MGTM;27-02-2013\r\n").encode()
    for content, code in ((b"\0\1", "refused"), (source, "registered"), (nobody, "nothing")):
        received = receiving.check_upload("a.csv", content)
        assert receiving.refusal(received) == code
        with pytest.raises(FaroError):
            receiving.accept(received)
    assert delivered(raw) == {}


@pytest.mark.thorough
def test_an_accepted_file_is_built_and_a_later_version_replaces_it(raw, without_gx):
    steps = []
    first = receiving.accept(
        receiving.check_upload("c.csv", GOOD), progress=lambda *step: steps.append(step)
    )
    assert delivered(raw) == {"convenio/c.csv": GOOD}
    assert serving.latest_id() == first.build_id
    assert [done for _, done, _ in steps] == list(range(len(steps)))
    assert len(serving.open().table("core_convenios__signing")) == 1
    again = receiving.check_upload("../C/c.csv", LATER)
    assert receiving.replaces(again)
    second = receiving.accept(again)
    kept = delivered(raw)
    assert kept.pop("convenio/c.csv") == LATER
    [(name, content)] = kept.items()
    assert name.startswith("superseded/")
    assert name.endswith("-c.csv")
    assert content == GOOD
    assert len(serving.open().table("core_convenios__signing")) == 2
    assert len(serving.open(first.build_id).table("core_convenios__signing")) == 1
    assert second.build_id != first.build_id


@pytest.mark.few(4)
@pytest.mark.parametrize("failure", [FaroError("no"), RuntimeError("bug"), KeyboardInterrupt()])
@pytest.mark.parametrize("earlier", [None, GOOD, LATER])
def test_a_failed_build_puts_everything_back(raw, monkeypatch, earlier, failure):
    if earlier is not None:
        (raw / "deliveries" / "convenio").mkdir(parents=True)
        (raw / "deliveries" / "convenio" / "c.csv").write_bytes(earlier)
    before, served = delivered(raw), serving.latest_id()
    during = []

    def fails(raw, out, **options):
        during.append((raw / "deliveries" / "convenio" / "c.csv").read_bytes())
        raise failure

    monkeypatch.setattr("pipelines.build.build", fails)
    with pytest.raises(type(failure)):
        receiving.accept(receiving.check_upload("c.csv", LATER))
    assert during == [LATER]
    assert delivered(raw) == before
    assert serving.latest_id() == served


def test_a_job_tells_how_it_ended(raw, monkeypatch):
    def fails(raw, out, *, progress, **options):
        progress("half", 1, 2)
        raise FaroError("no")

    monkeypatch.setattr("pipelines.build.build", fails)
    job = receiving.start(receiving.check_upload("c.csv", GOOD))
    job.thread.join(30)
    assert (job.step, job.done, job.total) == ("half", 1, 2)
    assert job.outcome is None
    assert isinstance(job.error, FaroError)
    assert not job.is_running


@pytest.mark.thorough
def test_every_kind_has_a_guide_and_its_template_passes_the_check():
    for guide in receiving.guides():
        name, content = receiving.template(guide.id)
        received = receiving.check_upload(name, content)
        if guide.id == SELF_ASSESSMENT:  # a workbook to fill in: only who and when is awaited
            assert {finding.column for finding in received.report.findings} == {
                "municipality",
                "assessed_on",
            }
        else:
            assert received.report.verdict == "ok"
        assert received.family == guide.family
        assert guide.columns
    with pytest.raises(FaroError):
        receiving.template("../x")
