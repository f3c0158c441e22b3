"""Each real change is told once: over a thousand rebuilds and on every channel."""

from __future__ import annotations

import json
import random
import ssl
import subprocess
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, HTTPServer
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread
from typing import ClassVar
from xml.etree import ElementTree as ET

import pytest
import sqlalchemy as sa
from asgi_for_tests import Client
from icalendar import Calendar
from starlette.applications import Starlette
from typer.testing import CliRunner

import cli
from dashboard.routes import directory
from exports.notices import feeds, sending
from pipelines import clock, environment, serving
from pipelines.errors import FaroError
from pipelines.institution import audit, keeping, policy, releases, witnesses
from pipelines.institution.database import reading, writing
from pipelines.institution.tables import notice, subscription
from pipelines.institution.tables import outbox as table
from pipelines.telling import Fact, attempts, facts_of, failed, newest, outbox, tell, told_of
from presentation.panels.avisos import sentence
from presentation.words import Text

REBUILDS = 1_000
SECRET = "a secret of this test"


def fact(topic: str, value: str, **more: str) -> Fact:
    return Fact(topic, value, subject=topic, **more)


def count() -> int:
    with reading() as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(notice)).scalar_one()


def test_a_thousand_rebuilds_tell_each_real_change_once(house):
    lot = random.Random(2026)
    world = {f"score:{n:05}:r1": "50" for n in range(12)}
    tell({topic: fact(topic, value) for topic, value in world.items()}, "b0")
    real = 0
    for rebuild in range(REBUILDS):
        if lot.random() < 0.05:  # most rebuilds change nothing
            topic = lot.choice([*world, f"score:new{rebuild}:r1"])
            before = world.pop(topic, None)
            if before is None or lot.random() < 0.8:
                world[topic] = lot.choice(
                    [value for value in ("10", "50", "90") if value != before]
                )
            real += 1
        new = tell({topic: fact(topic, value) for topic, value in world.items()}, f"b{rebuild}")
        assert len(new) <= 1
    assert count() == real > 20


def test_the_first_time_nothing_is_told_and_going_back_is_a_change_too(house):
    for value, count_told in (("1", 0), ("2", 1), ("2", 0), ("1", 1), ("2", 1)):
        assert len(tell({"check:t:c:": fact("check:t:c:", value)}, "b")) == count_told
    [gone] = tell({}, "b")
    assert (gone.before, gone.after) == ("2", None) and tell({}, "b") == []


def test_several_at_a_time_tell_once(house):
    tell({"a": fact("a", "1")}, "b")
    with ThreadPoolExecutor(6) as several:
        batches = list(several.map(lambda _: tell({"a": fact("a", "2")}, "b"), range(12)))
    assert sum(map(len, batches)) == count() == 1


class Hook(BaseHTTPRequestHandler):
    """A far machine that fails as often as it is told to."""

    failures, fails_with = 0, 500
    got: ClassVar[list[tuple[dict, bytes]]] = []
    paths: ClassVar[list[str]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        Hook.got.append((dict(self.headers), body))
        Hook.paths.append(self.path)
        self.send_response(Hook.fails_with if len(Hook.got) <= Hook.failures else 204)
        self.send_header("location", "/elsewhere")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def hook():
    Hook.got, Hook.paths, Hook.failures, Hook.fails_with = [], [], 0, 500
    server = HTTPServer(("127.0.0.1", 0), Hook)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/faro/a-secret-path"
    server.shutdown()
    server.server_close()


class Post(StreamRequestHandler):
    """A server of mail as small as can be: it keeps messages and what it is told."""

    got: ClassVar[list[EmailMessage]] = []
    words: ClassVar[list[bytes]] = []
    secret: ClassVar[list[ssl.SSLContext]] = []

    def handle(self) -> None:
        self.wfile.write(b"220 post\r\n")
        while line := self.rfile.readline():
            word = line.split()[0].upper()
            Post.words.append(word)
            if word == b"STARTTLS":
                self.wfile.write(b"220 go on\r\n")
                with suppress(ssl.SSLError):
                    self.request = Post.secret[0].wrap_socket(self.request, server_side=True)
                    self.setup()
                    continue
                return
            if word == b"EHLO" and Post.secret:
                self.wfile.write(b"250-post\r\n250-STARTTLS\r\n250 AUTH PLAIN\r\n")
                continue
            if word == b"AUTH":
                self.wfile.write(b"235 welcome\r\n")
                continue
            if word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                body = b"".join(iter(self.rfile.readline, b".\r\n"))
                Post.got.append(message_from_bytes(body, policy=default))
            self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")
            if word == b"QUIT":
                return


@pytest.fixture
def post():
    Post.got, Post.words, Post.secret = [], [], []
    with ThreadingTCPServer(("127.0.0.1", 0), Post) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1], Post.got
        server.shutdown()


def settle(house, **rules: object) -> None:
    (house / policy.NAME).write_text(json.dumps(rules))


def change(topic: str = "score:13101:r2025", **more: str) -> None:
    tell({topic: fact(topic, "50", **more)}, "b1")
    tell({topic: fact(topic, "45", **more)}, "b2")


def test_a_webhook_is_signed_tried_again_and_sent_once(house, hook, monkeypatch):
    settle(house, webhooks=[{"url": hook}])
    monkeypatch.setenv(environment.WEBHOOK_SECRET.name, SECRET)
    audit.record("login")
    change()
    Hook.failures = 1
    assert sending.send() == {hook: (0, 1)}
    assert sending.send() == {}  # patience
    later = clock.now() + timedelta(minutes=3)
    assert sending.send(now=later) == {hook: (1, 0)} and sending.send(now=later) == {}
    (first, _), (second, body) = Hook.got
    signed = sending.signature(SECRET, second["x-faro-timestamp"], body)
    assert second["x-faro-signature"] == signed
    assert first["x-faro-delivery"] == second["x-faro-delivery"]
    [notice] = json.loads(body)["notices"]
    assert (notice["before"], notice["after"]) == ("50", "45")
    assert json.loads(body)["audit"] == witnesses.last() == audit.noted(audit.lines()[-1])
    [row] = attempts()
    assert (row["state"], row["tries"]) == ("sent", 2) and "secret" not in str(row)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_webhook_that_points_elsewhere_is_followed_nowhere(house, hook, monkeypatch, status):
    settle(house, webhooks=[{"url": hook}])
    monkeypatch.setenv(environment.WEBHOOK_SECRET.name, SECRET)
    Hook.failures, Hook.fails_with = 1, status
    change()
    assert sending.send() == {hook: (0, 1)} and "/elsewhere" not in Hook.paths
    assert sending.send(at_once=True) == {hook: (1, 0)} and len(Hook.paths) == 2
    assert str(status) not in attempts()[0]["last"]


def test_what_always_fails_is_given_up_and_says_why(house, hook, monkeypatch):
    settle(house, webhooks=[{"url": hook}])
    monkeypatch.setenv(environment.WEBHOOK_SECRET.name, SECRET)
    change()
    Hook.failures = 99
    for _ in range(outbox.MOST_TRIES + 3):
        sending.send(at_once=True)
    [row] = attempts()
    assert (row["state"], row["tries"]) == ("given_up", outbox.MOST_TRIES)
    assert "500" in row["last"] and len(Hook.got) == outbox.MOST_TRIES


def test_a_webhook_without_https_or_a_secret_is_sent_nothing(house, hook, monkeypatch):
    monkeypatch.delenv(environment.WEBHOOK_SECRET.name, raising=False)
    settle(house, webhooks=[{"url": hook}, {"url": "http://example.cl/x"}])
    change()
    assert set(sending.send().values()) == {(0, 1)} and Hook.got == []


def test_the_digest_is_one_message_in_both_languages_outside_quiet_hours(house, post):
    port, got = post
    mail = {"host": "127.0.0.1", "port": port, "sender": "faro@example.cl", "to": ["a@example.cl"]}
    settle(house, mail=mail, quiet={"start": 22, "end": 7})
    audit.record("login")
    change()
    change("region:13:r2025")
    night = datetime(2099, 12, 1, 4, tzinfo=UTC)  # 01:00 in Chile
    assert sending.send(now=night) == {}
    later = datetime(2099, 12, 1, 15, tzinfo=UTC)
    assert sending.send(now=later) == {"mail": (len(newest()), 0)} and sending.send(now=later) == {}
    [message] = got
    text = message.get_content()
    assert "de 50,00" in text and "from 50.00" in text and message["To"] == "a@example.cl"
    assert text.count(witnesses.last()) == 2
    (house / "kept.eml").write_bytes(bytes(message))  # however it is packed for its way
    assert witnesses.of_file(house / "kept.eml") and witnesses.NOTED.search(bytes(message).decode())


@pytest.mark.parametrize("trusted", [False, True])
def test_the_password_of_the_mail_goes_to_a_known_certificate_alone(
    house, post, tmp_path, monkeypatch, trusted
):
    port, got = post
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    make = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost"
    name = ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(key)]
    subprocess.run(
        [*make.split(), *name, "-out", str(certificate)], check=True, capture_output=True
    )
    Post.secret = [ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)]
    Post.secret[0].load_cert_chain(certificate, key)
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    mail = {"host": "localhost", "port": port, "starttls": True, "user": "faro"}
    settle(house, mail={**mail, "sender": "faro@example.cl", "to": ["a@example.cl"]})
    monkeypatch.setenv(environment.SMTP_PASSWORD.name, "a word of this test")
    change()
    assert sending.send() == {"mail": (1, 0) if trusted else (0, 1)}
    assert b"STARTTLS" in Post.words and (b"AUTH" in Post.words) == (len(got) == 1) == trusted


def test_send_now_passes_over_quiet_hours(house, post):
    port, got = post
    mail = {"host": "127.0.0.1", "port": port, "sender": "faro@example.cl", "to": ["a@example.cl"]}
    settle(house, mail=mail, quiet={"start": 0, "end": 23})
    change()
    assert sending.send(at_once=True) == {"mail": (1, 0)} and len(got) == 1


@pytest.mark.parametrize(
    ("watch", "seen"),
    [
        ("municipality:13101", True),
        ("municipality:13102", False),
        ("score", True),
        ("score:13101", True),
        ("score:1310", False),
        ("region:13", False),
    ],
)
def test_a_watch_is_the_beginning_of_a_topic_or_a_municipality(house, watch, seen):
    change(cut="13101")
    assert bool(newest(watched=[watch])) is seen


def test_what_is_watched_is_found_however_much_was_told_since(house, act):
    change(cut="10000")
    act("reader")
    for n in range(3):
        topics = {f"score:{n:02}{at:03}:r1": str(at) for at in range(100)}
        tell({topic: fact(topic, value) for topic, value in topics.items()}, f"b{n}")
    assert len(newest()) == 200
    for watch in ("municipality:10000", "score:13101"):
        assert [notice.after for notice in newest(watched=[watch])] == [None, "45"]
    assert newest(watched=[]) == [] and newest(watched=["score:%", "score_"]) == []
    shown = Client(Starlette(routes=directory.routes()))
    body = shown.get("/api/notices.atom?watch=municipality:10000").content
    assert len(ET.fromstring(body).findall(f"{{{feeds.ATOM}}}entry")) == 2


def test_a_failure_is_sent_alone_and_a_batch_is_tried_again_as_it_was(house, hook, monkeypatch):
    settle(house, webhooks=[{"url": hook}])
    monkeypatch.setenv(environment.WEBHOOK_SECRET.name, SECRET)
    change()
    assert sending.send(at_once=True, only=failed("build", "exit 1").id) == {hook: (1, 0)}
    assert [row["tries"] for row in attempts()] == [1, 0]  # the other one still waits
    Hook.failures = 3
    sending.send()
    change("region:13:r2025")  # the batch that failed does not grow
    sending.send()
    assert sending.send(at_once=True)[hook][1] == 0
    ids = [headers["x-faro-delivery"] for headers, _ in Hook.got[1:]]
    assert len(ids) == 4 and len(set(ids)) == 2 and sorted(map(ids.count, set(ids))) == [2, 2]


def test_a_channel_taken_out_of_the_settings_gets_nothing_more(house, hook, monkeypatch):
    settle(house, webhooks=[{"url": hook}])
    monkeypatch.setenv(environment.WEBHOOK_SECRET.name, SECRET)
    change()
    settle(house, webhooks=[])
    assert sending.send(at_once=True) == {} and Hook.got == []
    assert attempts()[0]["state"] == "dropped"


def test_what_a_dead_process_was_sending_to_a_channel_taken_out_is_dropped_too(
    house, hook, monkeypatch
):
    settle(house, webhooks=[{"url": hook}])
    monkeypatch.setenv(environment.WEBHOOK_SECRET.name, SECRET)
    change()
    assert len(outbox.due()) == 1  # and the process dies
    later = clock.now() + outbox.ABANDONED + timedelta(minutes=1)
    settle(house, webhooks=[])
    assert sending.send(now=later) == {} and Hook.got == []
    assert attempts()[0]["state"] == "dropped"


def test_what_a_dead_process_was_sending_is_claimed_by_one_of_several(house, hook):
    settle(house, webhooks=[{"url": hook}])
    change()
    outbox.due()
    later = clock.now() + outbox.ABANDONED + timedelta(minutes=1)
    with ThreadPoolExecutor(6) as several:
        batches = several.map(lambda _: outbox.due(now=later), range(12))
    assert sum(map(len, batches)) == 1


def test_whether_a_notice_is_out_is_judged_before_the_turn_to_write(house, hook, monkeypatch):
    """Judging may open builds; and whoever claimed meanwhile keeps what they claimed."""
    settle(house, webhooks=[{"url": hook}])
    change()
    own = outbox.judge

    def judged(rule):
        def may(*notice: str) -> bool:
            monkeypatch.setattr(outbox, "judge", own)
            assert len(outbox.due()) == 1  # another process, which never waits for this one
            return own(rule)(*notice)

        return may

    monkeypatch.setattr(outbox, "judge", judged)
    assert outbox.due() == [] and attempts()[0]["tries"] == 1


def test_what_is_withdrawn_between_claim_and_sending_waits_and_is_not_sent(
    house, hook, monkeypatch
):
    settle(house, webhooks=[{"url": hook}])
    monkeypatch.setenv(environment.WEBHOOK_SECRET.name, SECRET)
    topics = "score:13101:r2025", "score:13102:r2025"
    tell({topic: fact(topic, "50") for topic in topics}, "b1")
    first, second = tell({topic: fact(topic, "45") for topic in topics}, "b2")
    own = sending.told_of
    with monkeypatch.context() as withdrawn:
        withdrawn.setattr(sending, "told_of", lambda numbers: own(set(numbers) - {second.id}))
        assert sending.send() == {hook: (1, 0)} and sending.send() == {}
    assert [(row["notice_id"], row["state"], row["tries"]) for row in attempts()] == [
        (second.id, "waiting", 0),
        (first.id, "sent", 1),
    ]
    assert sending.send() == {hook: (1, 0)} and len(Hook.got) == 2


def test_a_timer_of_notices_fails_only_when_something_is_given_up(house, hook, built, monkeypatch):
    monkeypatch.setenv("FARO_CURATED", str(built))
    monkeypatch.setenv(environment.WEBHOOK_SECRET.name, SECRET)
    settle(house, webhooks=[{"url": hook}])
    failed("backup", "exit 1")
    Hook.failures = 99
    words = ["notices", "send", "--now"]
    ended = [CliRunner().invoke(cli.app, words).exit_code for _ in range(outbox.MOST_TRIES)]
    assert ended == [0] * (outbox.MOST_TRIES - 1) + [1]
    failed("backup", "exit 1")
    settle(house, webhooks=[])  # a channel that is taken out is no failure
    assert CliRunner().invoke(cli.app, words).exit_code == 0
    assert {row["state"] for row in attempts()} == {"given_up", "dropped"}


def test_subscriptions_are_of_a_pseudonym_and_go_with_it(house, act):
    act("reader")
    keeping.watch("municipality:13101")
    keeping.watch("municipality:13101")
    keeping.watch("check")
    assert keeping.watched() == ["check", "municipality:13101"]
    act("sender")
    assert keeping.watched() == []
    act("reader")
    keeping.watch("check", on=False)
    assert keeping.watched() == ["municipality:13101"]
    act("anonymous")
    with pytest.raises(FaroError):
        keeping.watch("check")
    with reading() as connection:
        assert len(connection.execute(sa.select(subscription)).all()) == 1


@pytest.mark.thorough
def test_a_build_says_the_same_of_itself_again_and_every_notice_has_words(demo_built, house, act):
    act("editor")  # of a round that is not out others are told nothing
    build = serving.open(root=demo_built)
    at = "2026-12-15T09:00"
    releases.change("r", subject="round:r2025", state="confirmed", at=at, reason="")
    facts = facts_of(build, clock.today())
    assert facts == facts_of(build, clock.today())
    kinds = {topic.partition(":")[0] for topic in facts}
    assert {"country", "region", "score", "convenio", "watch", "release"} <= kinds
    tell({"check:a:b:": fact("check:a:b:", "warning")}, "b")
    tell(facts, build.build_id)
    tell({}, build.build_id)
    with reading() as connection:
        n = len(connection.execute(sa.select(notice)).all())
    sentences = {
        (lang, notice.id): sentence(Text(lang), notice)
        for notice in newest(n)
        for lang in ("es", "en")
    }
    assert len(sentences) == 2 * n and all("{" not in words for words in sentences.values())
    simulated = [notice for notice in newest(n) if notice.origin == "simulated"]
    assert simulated and all(
        sentences["es", notice.id].startswith("Simulado") for notice in simulated
    )


@pytest.mark.parametrize("on_shelf", [True, False])
def test_what_a_withdrawn_build_says_is_told_to_nobody_any_more(
    built, house, act, hook, monkeypatch, tmp_path, on_shelf
):
    """Of a build that is on the shelf no more, its id is known, and the round of the topic."""
    build_id = (built / "LATEST").read_text().strip()
    monkeypatch.setenv("FARO_CURATED", str(built if on_shelf else tmp_path))
    monkeypatch.setenv(environment.WEBHOOK_SECRET.name, SECRET)
    settle(house, webhooks=[{"url": hook}])
    round_id = min(serving.holding(build_id, built).rounds)
    topic, other = f"score:13101:{round_id}", "score:13101:another"
    for values in ("50", "1"), ("45", "2"):
        values_told = zip((topic, other), values, strict=True)
        tell({name: fact(name, value) for name, value in values_told}, build_id)
    failed("site", "exit 1")
    act("reader")
    assert {notice.topic for notice in newest()} == {topic, other}
    of_round = set() if on_shelf else {other}
    for subject, left in ((f"build:{build_id}", set()), (f"round:{round_id}", of_round)):
        row = {"subject": subject, "at": "2020-01-02T09:00", "reason": "x"}
        releases.change(subject, **row, state="withdrawn")
        assert {notice.topic for notice in newest()} == left
        waiting = [numbers for message in outbox.due() for numbers in message.notices]
        assert len(waiting) == len(left) + 1  # what failed waits for no build
        put_back()
        releases.change(subject, **row, state="published")
    assert {notice.topic for notice in newest()} == {topic, other}


def test_the_value_before_goes_with_the_build_that_said_it(
    built, demo_built, house, act, monkeypatch
):
    monkeypatch.setenv("FARO_CURATED", str(built))
    first, second = "a" * 12, "b" * 12
    a, b, c = ("check:t:a:", "check:t:b:", "check:t:c:")
    tell({a: fact(a, "1"), b: fact(b, "1"), c: fact(c, "1")}, "0" * 12)
    tell({a: fact(a, "2"), b: fact(b, "2"), c: fact(c, "1")}, first)
    tell({a: fact(a, "3"), c: fact(c, "3")}, second)
    act("reader")
    values_told = {
        (notice.build_id, notice.topic): (notice.before, notice.after) for notice in newest()
    }
    assert values_told[second, a] == ("2", "3") and values_told[second, b] == ("2", None)
    releases.change("x", subject=f"build:{first}", state="withdrawn", at="2020-01-01", reason="")
    values_told = {
        (notice.build_id, notice.topic): (notice.before, notice.after) for notice in newest()
    }
    assert values_told == {(second, a): (None, "3"), (second, c): ("1", "3")}
    assert {(notice.before, notice.after) for notice in told_of(range(99))} == set(
        values_told.values()
    )


def put_back() -> None:
    """Put what was claimed back, due at once."""
    with writing() as connection:
        connection.execute(sa.update(table).values(state="waiting", next_at=clock.now()))


def test_feeds_are_good_and_escaped(house):
    change("check:<b>:&:", cut="")
    root = ET.fromstring(feeds.atom(newest(), Text("es"), "https://faro.example.cl"))
    entries = root.findall(f"{{{feeds.ATOM}}}entry")
    assert len(entries) == 1 and len({e.find(f"{{{feeds.ATOM}}}id").text for e in entries}) == 1
    releases.change(
        "r", subject="round:r2025", state="provisional", at="2027-01-05T09:00", reason=""
    )
    first = Calendar.from_ical(feeds.calendar(releases.calendar(), Text("es")))
    releases.change("r", subject="", state="withdrawn", at="", reason="x")
    second = Calendar.from_ical(feeds.calendar(releases.calendar(), Text("en")))
    [[before], [after]] = [book.walk("VEVENT") for book in (first, second)]
    assert before["UID"] == after["UID"] and after["STATUS"] == "CANCELLED"
    assert before.decoded("DTSTART") == datetime(2027, 1, 5, 12, tzinfo=UTC)


def test_nothing_that_is_told_says_whether_operators_were_told_of_something(house):
    ids = []
    for at in range(3):
        tell({"check:a": fact("check:a", str(at))}, f"b{at}")
        failed("build", "exit 1")  # takes a number; a gap among those told would be seen
    first, second = newest()[::-1]
    assert second.id - first.id == 2
    for each in (first, second):
        root = ET.fromstring(feeds.atom([each], Text("es"), "https://faro.example.cl"))
        ids += [root.find(f"{{{feeds.ATOM}}}entry/{{{feeds.ATOM}}}id").text]
        assert ids[-1] == f"urn:faro:notice:{sending.content(each)['id']}"
        moved = replace(each, id=each.id + 1)
        letters = [sending.digest([news], "faro@example.cl", ["a@b.cl"]) for news in (each, moved)]
        assert len({letter["Message-ID"] for letter in letters}) == 1
        assert sending.content(each) == sending.content(moved)
    assert len({*ids}) == 2 and not any(name.rpartition(":")[2].isdecimal() for name in ids)


# Nights of Chile by what its clocks do in them, and how many quarters of an hour are quiet.
NIGHTS = {"2026-06-15": 36, "2026-04-04": 40, "2026-09-05": 32}


@pytest.mark.parametrize("evening", NIGHTS)
def test_quiet_hours_are_those_of_the_clocks_whatever_they_do_in_the_night(house, evening):
    settle(house, quiet={"start": 22, "end": 7})
    noon = datetime.fromisoformat(f"{evening}T12:00").replace(tzinfo=clock.CHILE).astimezone(UTC)
    quarters = [noon + timedelta(minutes=15 * n) for n in range(96)]
    quiet = [at for at in quarters if outbox.is_quiet(at)]
    assert len(quiet) == NIGHTS[evening]
    first, last = quiet[0].astimezone(clock.CHILE), quiet[-1].astimezone(clock.CHILE)
    assert (first.hour, first.minute, last.hour, last.minute) == (22, 0, 6, 45)
