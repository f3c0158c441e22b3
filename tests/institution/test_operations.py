"""What an operator asks and sees: health, figures, lines of log, the doctor, own pages."""

from __future__ import annotations

import json
import logging
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from asgi_for_tests import Client
from pages_for_tests import opened, shown, text_of
from roles_for_tests import ROLES
from starlette.applications import Starlette

from dashboard import counting, gate, nav, server
from dashboard.routes import directory
from pipelines import clock, paths, serving
from pipelines.errors import FaroError
from pipelines.institution import (
    Person,
    audit,
    chain,
    keeping,
    noticing,
    policy,
    register,
    releases,
)
from pipelines.receiving import reply
from pipelines.receiving.scores import rounds, scores
from pipelines.telling import Fact, tell
from presentation.panels import finding
from presentation.words import Text

NOWHERE = "postgresql+psycopg://faro@127.0.0.1:1/faro"


@pytest.fixture
def client(served, house, act, monkeypatch) -> Client:
    monkeypatch.setattr(gate.identity, "person_of", lambda *_: ROLES["anonymous"])
    patterns = tuple((route.path_regex, route.path) for route in directory.routes())
    inner = gate.Gate(Starlette(routes=directory.routes()))
    return Client(counting.Counted(inner, patterns=patterns))


def test_health_says_a_word_and_readiness_says_when_there_is_nothing(client, monkeypatch, tmp_path):
    assert client.get("/healthz").content == b"ok\n"
    assert client.get("/readyz").status_code == 200
    monkeypatch.setenv("FARO_CURATED", str(tmp_path))
    reply = client.get("/readyz")
    assert (reply.status_code, reply.content) == (503, b"not ready\n")


@pytest.mark.parametrize("path", ["/readyz", "/api/notices.atom"])
def test_without_its_database_it_says_so_in_words(client, monkeypatch, path):
    assert client.get(path).status_code == 200
    monkeypatch.setenv("FARO_DATABASE_URL", NOWHERE)
    reply = client.get(path)
    assert reply.status_code == 503 and "Error" not in reply.text
    assert client.get("/healthz").status_code == 200


def test_without_its_database_nobody_who_has_a_login_is_told_to_log_in(client, monkeypatch):
    def asks(*_: object) -> Person:
        register.pseudonym_of("https://issuer", "ana", began=clock.now())
        return ROLES["reader"]

    monkeypatch.setattr(gate.identity, "person_of", asks)
    assert client.get("/api/ta_score.csv").status_code == 200
    monkeypatch.setenv("FARO_DATABASE_URL", NOWHERE)
    for path in ("/api/ta_score.csv", "/data/latest/out_estudio__series.csv", "/metrics"):
        reply = client.get(path)
        assert (reply.status_code, reply.headers["retry-after"]) == (503, "5"), path
        assert "Error" not in reply.text and "Log in" not in reply.text
    assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize("fails", ["database", "log"])
def test_what_cannot_be_written_down_is_not_there_for_now(client, act, monkeypatch, fails):
    """Of a build that is not out its reader is written down, and so is each file taken away."""
    act("editor")
    monkeypatch.setattr(gate.identity, "person_of", lambda *_: ROLES["editor"])
    held = f"build:{serving.latest_id()}"
    paths_ = [
        "/api/ta_score.csv",
        "/embed/latest/national_series",
        "/data/latest/out_estudio__series.csv",
    ]
    assert [client.get(path).status_code for path in paths_] == [200, 200, 200]
    for is_held in (False, True):
        if is_held:
            at = "2099-01-01T09:00"
            releases.change("r", subject=held, state="confirmed", at=at, reason="")
            client.get("/healthz")  # what changed in the calendar is written down
        with monkeypatch.context() as broken:
            if fails == "database":
                broken.setenv("FARO_DATABASE_URL", NOWHERE)
            else:
                broken.setattr(audit, "path", lambda: paths.REPO)
            assert [client.get(path).status_code for path in paths_] == [503, 503, 503]


def test_a_site_for_those_who_log_in_warms_up_too(served, house, caplog):
    (house / policy.NAME).write_text("login: required\nissuer: https://x\nclient_id: faro\n")
    finding.index.cache_clear()
    server.warm()
    assert "could not warm up" not in caplog.text and finding.index.cache_info().currsize == 1


def test_nobody_is_sent_to_a_server_that_stops(client, monkeypatch):
    counting._stopping.set()
    try:
        assert client.get("/readyz").status_code == 503
        assert client.get("/healthz").status_code == 200  # what is under way still ends
    finally:
        counting._stopping.clear()


def test_figures_are_for_operators_and_name_no_reader(client, monkeypatch):
    assert client.get("/metrics").status_code == 401
    client.get("/api/ta_score.csv?secret=choice")
    monkeypatch.setattr(gate.identity, "person_of", lambda *_: ROLES["operator"])
    text = client.get("/metrics").text
    assert 'faro_requests_total{route="/api/{name}",status="200"}' in text
    assert "faro_request_seconds_bucket" in text and "secret" not in text


def test_a_line_of_log_has_an_id_and_no_choice_of_a_reader(client, caplog):
    with caplog.at_level(logging.INFO, logger="faro.request"):
        address = "/api/ta_score.csv?secret=choice"
        reply = client.get(address, headers={"x-request-id": "from-proxy-1"})
        other = client.get("/api/nothing.csv", headers={"x-request-id": "two words\n"})
    assert reply.headers["x-request-id"] == "from-proxy-1"
    assert re.fullmatch("[0-9a-f]{16}", other.headers["x-request-id"])
    lines = [
        counting.Lines().format(record)
        for record in caplog.records
        if record.name == "faro.request"
    ]
    read = [json.loads(line) for line in lines]
    assert [line["status"] for line in read] == [200, 404] and read[0]["route"] == "/api/{name}"
    assert not any("secret" in line or "127.0.0.1" in line for line in lines)


def test_what_an_operator_changes_by_hand_is_in_the_log_once(client, house):
    def noted() -> list[str]:
        client.get("/api/ta_score.csv")
        lines = audit.lines(what="configuration")
        assert all(line["who"] == "console" for line in lines)
        return [line["detail"]["about"] for line in lines]

    first = noted()
    assert policy.NAME in first and noted() == first
    (house / policy.NAME).write_text("login: optional\nissuer: https://x\nclient_id: faro\n")
    assert noted() == [*first, policy.NAME] == noted()
    listed = "release_id,who,post,reason\nr,grupo-reader,Consejo,Revisión previa\n"
    (house / releases.ACCESS).write_text(listed)
    assert noted()[len(first) :].count(releases.ACCESS) == 1
    noticing._seen.clear()  # another process serves
    assert len(noted()) == len(first) + 2
    (house / releases.ACCESS).unlink()
    assert noted()[len(first) + 2 :] == [releases.ACCESS] and noted() == noted()
    assert audit.lines(what="configuration")[-1]["outcome"] == "gone"
    assert chain.verify()[2] == []


def test_other_settings_of_the_environment_are_in_the_log_once(house, monkeypatch):
    def noted() -> int:
        noticing.note_start()
        return len(audit.lines(what="configuration"))

    assert noted() == noted() == 1
    monkeypatch.setenv("FARO_WEBHOOK_SECRET", "of nobody's business")
    assert noted() == 1
    monkeypatch.setenv("FARO_ALLOW_WRITES", "1")
    assert noted() == noted() == 2
    line = audit.lines(newest=True, most=1)[0]
    assert (line["who"], line["detail"]["about"]) == ("console", "environment")


def test_several_processes_that_begin_note_each_change_once(house, monkeypatch):
    monkeypatch.setattr(noticing, "_seen", [])
    with ThreadPoolExecutor(4) as several:  # none knows what the others have seen
        list(several.map(lambda _: noticing._seen.clear() or noticing.note_changes(), range(8)))
    about = [line["detail"]["about"] for line in audit.lines(what="configuration")]
    assert sorted(about) == sorted(name for name in noticing.FILES if (house / name).is_file())


def test_the_doctor_names_what_is_wrong_and_what_to_do(served, house, faro):
    assert faro("doctor")[0] == 0
    (house / policy.NAME).write_text("login: required\nissuer: https://x\nclient_id: faro\n")
    (house / releases.NAME).write_text("nonsense\n")
    (house / "secrets.toml").chmod(0o644)
    audit.record("login")
    audit.path().write_text("changed\n")
    releases._good.clear()
    code, printed, _ = faro("doctor")
    assert code == 1
    for what in ("release calendar", "chmod", "faro audit verify", "client_id"):
        assert what in " ".join(printed.split())


def test_the_doctor_of_a_machine_with_nothing_on_it_says_how_to_begin(
    house, faro, tmp_path, monkeypatch
):
    for name in ("RAW", "CURATED"):
        monkeypatch.setenv(f"FARO_{name}", str(tmp_path / "new" / name.lower()))
    code, printed, _ = faro("doctor")
    assert code == 1 and "`faro init`" in printed and "`faro build`" in printed
    assert "No such file" not in printed


@pytest.fixture
def with_scores(demo_built, monkeypatch) -> serving.Build:
    """The demonstration panel, served."""
    monkeypatch.setenv("FARO_CURATED", str(demo_built))
    return serving.shelf.open(root=demo_built)


# What each page shows that only it can know, and who is shown it.
HELD = {
    "calendario": ("2099", {"anonymous", "reader", "sender", "editor", "operator"}),
    "avisos": ("Santiago", {"anonymous", "reader", "sender", "editor", "operator"}),
    "propio": ("Mi ronda", {"reader"}),
    "replica": ("El enlace estaba publicado", {"sender", "editor"}),
    "registro": (ROLES["operator"].pseudonym, {"operator"}),
}


@pytest.mark.thorough
@pytest.mark.parametrize("lang", ["es", "en"])
@pytest.mark.parametrize("page", nav.OWN)
def test_the_pages_of_an_institution_speak_and_are_for_their_roles(
    with_scores, house, act, page, lang
):
    releases.change("r", subject="round:x", state="confirmed", at="2099-01-01T09:00", reason="")
    tell({"score:13101:r1": Fact("score:13101:r1", "50", "Santiago", cut="13101")}, "b")
    tell({"score:13101:r1": Fact("score:13101:r1", "45", "Santiago", cut="13101")}, "b")
    audit.record("login", person=ROLES["operator"])
    act("reader")
    keeping.save_view("Mi ronda", "/cumplimiento?round=r2024")
    act("editor")
    round_id = rounds(with_scores)[0]
    cut = min(scores(with_scores, round_id))
    reply.ask(with_scores, cut, round_id)
    reply.answer(cut, round_id, score=100, claim="El enlace estaba publicado")
    text, to = HELD[page]
    for role in ("anonymous", "reader", "sender", "editor", "operator"):
        act(role)
        assert (text in shown(opened(page, lang=lang))) == (role in to), role


@pytest.mark.parametrize("lang", ["es", "en"])
def test_a_person_reads_the_pseudonym_by_which_they_can_be_forgotten(served, house, act, lang):
    (house / policy.NAME).write_text("login: optional\nissuer: https://x\nclient_id: faro\n")
    for role in ("reader", "operator"):
        who, text = act(role), text_of(opened("calendario", lang=lang))
        assert who.pseudonym in text and Text(lang)(f"role.{role}") in text
    act("anonymous")
    label = Text(lang)("account.as", roles="", pseudonym="").split(":")[0]
    assert f"{label}:" not in text_of(opened("calendario", lang=lang))


def _alike(words: str) -> str:
    return " ".join(words.split())  # as text_of has every space


def test_the_right_of_reply_is_taken_step_by_step_on_its_page(with_scores, house, act):
    act("editor")
    build = with_scores
    round_id = rounds(build)[0]
    known = scores(build, round_id)
    cut = min(known)
    app = opened("replica")
    app.selectbox(key="reply_ask_cut").select(cut)
    app.button(key="reply_ask_go").click().run()
    [case] = reply.cases(round_id)
    assert (case.cut, case.state, case.build_id) == (cut, "asked", build.build_id)
    act("sender")
    app = opened("replica")
    assert not [box for box in app.selectbox if box.key == "reply_ask_cut"]
    app.button(key="reply_answer_go").click().run()
    assert reply.cases(round_id)[0].state == "asked" and "Falta el puntaje" in shown(app)
    app.number_input(key="reply_answer_score").set_value(100.0)
    app.text_area(key="reply_answer_why").set_value("Estaba publicado <b>")
    app.button(key="reply_answer_go").click().run()
    assert "Estaba publicado &lt;b&gt;" in shown(app)
    act("editor")
    app = opened("replica")
    app.number_input(key="reply_resolve_score").set_value(90.5)
    app.text_area(key="reply_resolve_why").set_value("Se acoge en parte")
    app.button(key="reply_resolve_go").click().run()
    [done] = reply.cases(round_id)
    assert (done.state, done.claimed, done.resolved) == ("resolved", 100, 90.5)
    text = text_of(opened("replica"))
    t = Text("es")
    for value in (done.published, 100, 90.5):
        assert _alike(t.percent(value, 2)) in text
    country = reply.means(build, round_id)[0]
    assert _alike(t.points(country.resolved - country.published, 2)) in text


def test_a_build_without_scores_has_nothing_to_observe(served, house, act):
    act("editor")
    assert "No hay observaciones" in shown(opened("replica"))


def test_views_and_municipalities_are_of_who_keeps_them(with_scores, house, act):
    (house / policy.NAME).write_text("login: optional\nissuer: https://x\nclient_id: faro\n")
    act("reader")
    app = opened("cumplimiento", round="r2024", open=None)
    app.text_input(key="view_name").set_value("  La  mía ")
    app.button(key="keep_view").click().run()
    [kept] = keeping.views()
    assert kept.name == "La mía" and kept.address == "/cumplimiento?round=r2024"
    app = opened("propio", lang="en")
    app.multiselect(key="own_places").set_value(["13101"]).run()
    assert keeping.watched() == ["municipality:13101"]
    text = shown(app)
    assert "/cumplimiento?round=r2024&amp;lang=en" in text and "/municipio?cut=13101" in text
    act("sender")
    assert keeping.views() == [] and "La mía" not in shown(opened("propio"))
    act("reader")
    app.selectbox(key="view_gone").select("La mía").run()
    app.button(key="gone_go").click().run()
    assert keeping.views() == []


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("", "/datos"),
        ("x" * 81, "/datos"),
        ("x", "//other.example/datos"),
        ("x", "https://other.example"),
        ("x", "/datos\n"),
        ("x", "/datos?a=<b>"),
        ("x", "/datos?" + "a" * 2_000),
        ("x", "javascript:alert(1)"),
    ],
)
def test_what_is_no_view_of_this_site_is_not_kept(house, act, name, address):
    act("reader")
    with pytest.raises(FaroError, match="cannot be kept"):
        keeping.save_view(name, address)
    act("anonymous")
    with pytest.raises(FaroError, match="role"):
        keeping.save_view("x", "/datos")
    act("reader")
    assert keeping.views() == []


def test_a_person_keeps_so_many_views_and_one_of_a_name(house, act):
    act("reader")
    for n in range(keeping.MOST_VIEWS):
        keeping.save_view(f"v{n}", "/datos")
    with pytest.raises(FaroError, match="already"):
        keeping.save_view("one more", "/datos")
    keeping.save_view("v0", "/")  # a name given anew
    assert len(keeping.views()) == keeping.MOST_VIEWS
    assert keeping.views()[0].address == "/"
