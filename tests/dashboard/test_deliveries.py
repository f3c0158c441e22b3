"""Entregas: a good, an ugly and a hopeless file in both languages, and handing one in."""

from __future__ import annotations

import io
import itertools
import re
import shutil
from datetime import date

import openpyxl
import pytest
from builds_for_tests import RAW
from pages_for_tests import shown, words
from starlette.applications import Starlette
from test_server import ask

from dashboard.routes import directory, handouts
from pipelines import receiving, serving
from pipelines.build import making as building
from pipelines.errors import FaroError
from pipelines.serving import compare
from presentation.links import changes_link, template_link
from presentation.words import LANGUAGES, Text

HEAD = "Municipio;Tipo de convenio;Fecha de firma;Comentario\r\n"
GOOD = (HEAD + "Macul;MGTM;27-02-2013;x\r\nNUNOA;MGTM;28-02-2013;\r\n").encode("cp1252")
UGLY = (
    HEAD
    + "Macul;MGTM;27-02-2013;x\r\n"
    + "<script>alert(1)</script>;MGTM;27-02-2013;\r\n"
    + "=cmd|' /C calc'!A0;MGTM;27-02-2013;\r\n"
    + "ana.perez@correo.cl;MGTM;27-02-2013;\r\n"
    + "Macull;MGTM;27-02-2013;\r\n"
    + "".join(f"Paine;\u202eContrato {n};27-02-2013;\r\n" for n in range(14))
    + "Total;;5;\r\n"
).encode()
HOPELESS = b"PK\x03\x04<script>"


@pytest.fixture
def send(visit):
    """Open the page and drop a file."""

    def go(name, content, **query):
        app = visit("entregas", **query)
        app.file_uploader(key="upload").set_value((name, content, "text/csv"))
        return app.run()

    return go


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_without_a_file_explains_a_kind_and_links_its_template(visit, lang):
    app, t = visit("entregas", lang=lang, kind="observacion"), Text(lang)
    html = shown(app)
    [guide] = [g for g in receiving.guides() if g.id == "observacion"]
    assert template_link("observacion") in html
    assert guide.description.in_language(lang) in html
    for entry in guide.columns:
        assert entry.label.in_language(lang) in html
    assert "faro-verdict" not in html
    assert t("entregas.lead_closed") in html
    assert app.file_uploader(key="upload").proto.max_upload_size_mb == 25


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_good_file(send, lang):
    app, t = send("bueno.csv", GOOD, lang=lang), Text(lang)
    html = shown(app)
    assert t.count("verdict.ok", 2) in html
    assert t("verdict.sum", delivered="2", accepted="2", quarantined="0") in html
    for fact in (t("format.csv"), t("delimiter.semicolon"), "Convenios", "bueno.csv"):
        assert fact in html
    assert t("verdict.notices_only") in html
    assert t("accept.closed").split("`")[0] in html
    assert "FARO_ALLOW_WRITES=1" in html
    assert [b.key for b in app.button] == []
    assert len(app.get("download_button")) == 2


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_ugly_file_shows_each_cell_its_reason_and_a_suggestion(send, lang):
    app, t = send("feo.csv", UGLY, lang=lang), Text(lang)
    html = shown(app)
    text = words(html)
    report = receiving.check_upload("feo.csv", UGLY).report
    assert report.delivered == report.accepted + report.quarantined
    assert t.count("verdict.problems", report.quarantined, delivered=str(report.delivered)) in text
    for group in report.groups:
        assert t.count("verdict.cases", len(group.findings)) in text
        finding = group.findings[0]
        assert (finding.cell or str(finding.row)) in text
    assert "Macul (13118)" in text
    assert t.count("verdict.more", 4) in text
    assert "D · Comentario" in text
    assert t.count("verdict.notices", len([f for g in report.groups if g.is_notice
                                           for f in g.findings])) in text  # fmt: skip
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert "ana.perez@correo.cl" not in html
    assert "\u202e" not in html
    levels = [int(level) for level in re.findall(r"<h([1-6])[ >]", html)]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", ["malo.xlsx", "../../<b>.xlsx"])
def test_a_hopeless_file_is_refused_in_words(send, lang, name):
    app, t = send(name, HOPELESS, lang=lang), Text(lang)
    html = shown(app)
    assert t("verdict.refused") in html
    assert "<script" not in html
    assert "<b>.xlsx" not in html
    assert ".." not in words(html)
    assert len(app.get("download_button")) == 0
    error = receiving.check_upload(name, HOPELESS).report.error
    assert words(error.in_language(lang)) in words(html).replace("&#x27;", "'")


def test_a_file_taken_away_leaves_no_report(send):
    app = send("bueno.csv", GOOD)
    app.file_uploader(key="upload").set_value(None)
    assert "faro-verdict" not in shown(app.run())


def test_a_file_is_checked_once_and_said_again_in_the_other_language(send, monkeypatch):
    app = send("bueno.csv", GOOD)
    monkeypatch.setattr(receiving, "check_upload", None)
    app.session_state["lang"] = "en"
    assert Text("en").count("verdict.ok", 2) in shown(app.run())


@pytest.fixture
def writable(tmp_path, monkeypatch):
    shutil.copytree(RAW, tmp_path / "raw")
    monkeypatch.setenv("FARO_RAW", str(tmp_path / "raw"))
    monkeypatch.setenv("FARO_ALLOW_WRITES", "1")
    return tmp_path / "raw" / "deliveries" / "convenio" / "bueno.csv"


@pytest.mark.thorough
@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_accepted_file_is_built_and_told(send, writable, monkeypatch, built, lang):
    served = serving.open(root=built)

    def build(raw, out, *, demo, progress):
        progress("step", 1, 2)
        assert writable.read_bytes() == GOOD
        return building.Outcome(served.build_id, served.folder, True, served.manifest, {})

    monkeypatch.setattr("pipelines.build.build", build)
    app, t = send("bueno.csv", GOOD, lang=lang), Text(lang)
    assert words(t("accept.offer", name="bueno.csv")).split("`")[0] in words(shown(app))
    html = words(shown(app.button(key="accept").click().run()))
    assert served.build_id in html
    assert t("accept.done").split("**")[1] in html
    assert not app.button
    assert writable.read_bytes() == GOOD


def test_a_build_that_fails_is_told_and_undone(send, writable, monkeypatch):
    def build(raw, out, **options):
        raise FaroError("the check X fails", es="falla el control X")

    monkeypatch.setattr("pipelines.build.build", build)
    app = send("bueno.csv", GOOD)
    html = words(shown(app.button(key="accept").click().run()))
    assert "falla el control X" in html
    assert Text("es")("accept.failed").split("**")[1] in html
    assert not writable.exists()


def test_templates_and_changes_are_plain_links(served, build):
    app = Starlette(routes=directory.routes())
    status, headers, body = ask(app, template_link("convenio"))
    assert status == 200
    assert "plantilla_convenio.xlsx" in headers["content-disposition"]
    assert openpyxl.load_workbook(io.BytesIO(body)).sheetnames[0] == "Datos"
    status, _, body = ask(app, changes_link(build.build_id, build.build_id))
    assert (status, body.decode("utf-8-sig").splitlines()) == (200, [",".join(handouts.FIELDS)])
    for path in ("/faro/template/nada.xlsx", "/faro/changes/nada/..%2f.csv"):
        status, _, body = ask(app, path)
        assert status == 404
        assert b"Traceback" not in body


def test_the_changes_in_a_csv_do_not_run():
    change = compare.Change(
        "out_x", "=1+1", "mean", "changed", 1.5, -2.0, -3.5, "@evil", "simulated"
    )
    comparison = compare.Comparison("a", "b", {}, False, [change], {"out_x": 1})
    text = handouts.changes_csv(comparison).decode().splitlines()[1]
    assert text == "out_x,'=1+1,mean,changed,1.5,-2.0,-3.5,'@evil,simulated"


NEW_YEAR = b"Municipio;Codigo;Ronda;Puntaje\nMacul;13118;2026;87,5\nPaine;13404;2026;77,5\n"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_round_that_is_new_is_shown_to_the_line_and_asks_for_no_writing(send, lang):
    app, t = send("r2026.csv", NEW_YEAR, lang=lang), Text(lang)
    html = words(shown(app))
    assert t("newrow.title") in html
    assert "r2026,,2026,2026,2026,,,…,documented," in html
    assert "faro round add 2026 --method … --as-of …" in html
    assert not [b for b in app.button if b.key == "round_add_0"]
    guides = {g.id: g for g in receiving.guides()}
    assert "2026" not in str(guides["fiscalizacion_total"].columns)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_round_is_added_from_the_page_and_the_file_checked_again(send, writable, lang):
    app, t = send("r2026.csv", NEW_YEAR, lang=lang), Text(lang)
    listed = writable.parents[2] / "catalogues" / "rounds.csv"
    before = listed.read_bytes()
    assert app.selectbox(key="round_method_0").value is None
    command = words(shown(app.button(key="round_add_0").click().run()))
    assert "--method" in command
    app.selectbox(key="round_method_0").set_value("ig_11")
    app.date_input(key="round_day_0").set_value(date(2026, 11, 29))
    assert "--break" in words(shown(app.button(key="round_add_0").click().run()))
    assert listed.read_bytes() == before
    app.selectbox(key="round_method_0").set_value("re_500_2025")
    html = words(shown(app.button(key="round_add_0").click().run()))
    assert t("newrow.added", name="2026") in html
    assert t.count("verdict.ok", 2) in html and t("newrow.title") not in html
    assert listed.read_bytes().startswith(before) and b"\nr2026," in listed.read_bytes()
    assert any("2026" in str(g.columns) for g in receiving.guides())


def test_nobody_adds_a_round_where_writing_is_off():
    with pytest.raises(FaroError) as error:
        receiving.add_round(receiving.NewRound("2026", "re_500_2025", "2026-11-29"))
    assert error.value.code == "closed"
