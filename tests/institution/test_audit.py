"""The audit log: whatever is changed, taken away, added or moved in it is named."""

from __future__ import annotations

import errno
import fcntl
import itertools
import json
import logging
import os
import secrets
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager

import pytest
import sqlalchemy as sa

from dashboard import counting
from pipelines import clock, environment, institution
from pipelines.errors import FaroError
from pipelines.institution import (
    appending,
    audit,
    chain,
    database,
    narratives,
    people,
    policy,
    register,
    releases,
    witnesses,
)
from pipelines.institution.tables import audit as table
from pipelines.institution.tables import forgotten, observation, person

N = 9
EDITOR = people.Person("e" * 12, frozenset({"editor"}))


def rewrite(where: str, change) -> None:
    """Tamper with one copy: give all its lines to a function, keep what it returns."""
    kept = audit.path().read_text().splitlines()
    changed = change(list(kept))
    if where == "file":
        audit.path().write_text("".join(f"{line}\n" for line in changed))
        return
    with database.writing() as connection:
        connection.execute(sa.delete(table))
        for seq, line in enumerate(changed, start=1):
            connection.execute(table.insert().values(seq=seq, line=line))


def edited(line: str, **what: object) -> str:
    return audit.as_text(json.loads(line) | what)


def forged(line: str, **what: object) -> str:
    plain = json.loads(line) | what
    return audit.as_text(plain | {"hash": audit.digest(plain)})


TAMPERING = {
    "a word changed": lambda kept: [*kept[:4], edited(kept[4], outcome="other"), *kept[5:]],
    "changed with its digest": lambda kept: [*kept[:4], forged(kept[4], who="x"), *kept[5:]],
    "a space more": lambda kept: [*kept[:4], kept[4].replace(":", ": ", 1), *kept[5:]],
    "no JSON": lambda kept: [*kept[:4], "nonsense", *kept[5:]],
    "one missing": lambda kept: [*kept[:4], *kept[5:]],
    "the first missing": lambda kept: kept[1:],
    "the last missing": lambda kept: kept[:-1],
    "all missing": lambda kept: [],
    "the last changed": lambda kept: [*kept[:-1], forged(kept[-1], who="x")],
    "two the other way round": lambda kept: [*kept[:3], kept[4], kept[3], *kept[5:]],
    "one twice": lambda kept: [*kept[:5], kept[4], *kept[5:]],
    "one more at the end": lambda kept: [
        *kept,
        forged(kept[-1], seq=N + 1, prev=json.loads(kept[-1])["hash"]),
    ],
}


@pytest.fixture
def written(house):
    for at in range(N):
        audit.record("export", path=f"/data/x/{at}.csv")
    return house


@pytest.mark.parametrize("how", TAMPERING)
def test_tampering_with_the_file_is_found(written, how, faro):
    assert chain.verify()[2] == []
    rewrite("file", TAMPERING[how])
    assert chain.verify()[2]
    code, _, refusal = faro("audit", "verify")
    assert code == 1 and "line" in refusal


@pytest.mark.parametrize("how", TAMPERING)
def test_tampering_with_the_database_is_found(written, how):
    rewrite("database", TAMPERING[how])
    assert chain.verify()[2]


def test_a_line_forged_in_both_copies_does_not_lead_to_the_next(written):
    for where in ("database", "file"):
        rewrite(where, TAMPERING["changed with its digest"])
    assert {fault.where for fault in chain.verify()[2]} == {"database", "file"}


def test_the_same_forgery_in_both_copies_is_found_by_a_digest_noted_elsewhere(written, faro):
    noted = chain.verify()[1]
    for where in ("database", "file"):
        rewrite(where, lambda kept: kept[:5])
    assert faro("audit", "verify")[0] == 0
    code, _, refusal = faro("audit", "verify", "--expect", noted)
    assert code == 1 and f"line {N}" in refusal and "noted elsewhere" in refusal


def test_a_log_made_anew_is_found_by_what_was_noted_and_one_that_grew_is_not(written):
    noted = witnesses.last()
    audit.record("login")
    assert witnesses.lost(f"x {noted}, {noted} y") == []
    for where in ("database", "file"):
        rewrite(where, lambda kept: rechained(kept, 2, who="b" * 12))
    assert chain.verify()[2] == []
    assert [fault.seq for fault in witnesses.lost(noted)] == [N]


def test_what_was_noted_of_lines_that_retention_took_is_no_loss(written, later, faro):
    noted = "\n".join(map(audit.noted, audit.lines()))
    later(days=1826)
    assert chain.retain() == N
    assert witnesses.lost(noted) == [] == witnesses.lost(witnesses.last())
    forged = noted.replace(f"\n{N}:", f"\n{N}:0")[:-1]  # the last that went is still known
    assert [fault.seq for fault in witnesses.lost(forged)] == [N]


@pytest.mark.parametrize("text", ["", "nothing here", "12:abc", "0" * 64])
def test_what_notes_no_line_is_no_witness(written, faro, text):
    (written / "x").write_text(text)
    assert "no line" in faro("audit", "verify", "--against", written / "x")[2]
    assert faro("audit", "verify", "--expect", text)[0] == 1


def decide(n: int) -> None:
    with institution.acting(EDITOR):
        narratives.write("CL0048", "results", author_role="Unidad", text_es=f"texto {n}")


def answer_for(_: int) -> None:
    values = {"cut": "13101", "round_id": "r", "published_score": "1", "due": clock.now()}
    with audit.turn(EDITOR) as turn:
        turn.connection.execute(observation.insert().values(asked=clock.now(), **values))
        turn.record("observation", outcome="asked", cut="13101", round="r")


def forget_somebody(_: int) -> None:
    pseudonym = register.pseudonym_of("https://issuer", "ana", began=clock.now())
    register.forget(str(pseudonym))


@pytest.mark.parametrize("act", [decide, answer_for, forget_somebody])
@pytest.mark.parametrize("goes_on", [False, True])
def test_an_end_cut_from_both_copies_is_missed_by_what_was_done(written, later, act, goes_on):
    later(days=1)
    act(1)
    assert chain.verify()[2] == []
    cut = len(audit.lines()) - 1
    for where in ("database", "file"):
        rewrite(where, lambda kept: kept[:cut])
    if goes_on:
        later(days=2)
        audit.record("login")
    [fault] = chain.verify()[2]
    assert (fault.where, fault.what, fault.n) == ("both", "untold", 1) and fault.seq <= cut


def test_a_log_begun_anew_is_missed_by_what_was_done_before(written, later):
    decide(1)
    rewrite("file", lambda kept: [])
    rewrite("database", lambda kept: [])
    later(days=2)
    for _ in range(3):
        audit.record("login")
    assert {fault.what for fault in chain.verify()[2]} == {"untold"}


def test_the_journal_has_the_digest_of_each_line(written, caplog, faro):
    with caplog.at_level(logging.INFO, logger="faro.institution"):
        audit.record("login")
    [noted] = [record for record in caplog.records if record.message.startswith("audit line")]
    journal = written / "journal"
    journal.write_text(f"x\n{counting.Lines().format(noted)}\n")
    assert witnesses.last().startswith(f"{N + 1}:") and witnesses.last() in journal.read_text()
    assert faro("audit", "verify", "--against", journal)[0] == 0
    for where in ("database", "file"):
        rewrite(where, lambda kept: kept[:-1])
    assert faro("audit", "verify", "--against", journal)[0] == 1


def test_a_line_names_nobody_and_nothing_that_was_asked(written):
    who = people.Person(
        "abcdefabcdef", frozenset({"reader"}), place=audit.truncated("198.51.100.7")
    )
    audit.record("query", person=who, sha256="0" * 64)
    line = audit.lines(newest=True, most=1)[0]
    assert line["who"] == "abcdefabcdef" and line["from"] == "198.51.100.0/24"
    assert audit.truncated("2001:db8:1:2::3") == "2001:db8:1::/48"
    assert audit.truncated("unix:") == ""


def test_several_at_a_time_write_one_chain(written):
    with ThreadPoolExecutor(6) as several:
        list(several.map(lambda n: audit.record("export", n=n), range(30)))
    n, _, faults = chain.verify()
    assert (n, faults) == (N + 30, [])


@pytest.mark.parametrize("short", [1, 4, N])
def test_lines_that_the_file_lacks_are_filed_with_the_next_one_which_says_so(written, short):
    """A process died before it filed its line; or somebody cut the file."""
    kept = audit.path().read_text().splitlines(keepends=True)
    audit.path().write_text("".join(kept[:-short]))
    audit.record("login")
    assert chain.verify()[0] == N + 2 and chain.verify()[2] == []
    line = audit.lines(what="configuration")[-1]
    assert (line["outcome"], line["detail"]) == ("refiled", {"lines": short})


def test_a_line_stands_on_a_line_of_its_own_whatever_is_in_it(written):
    audit.record("export", path="/data/a\u2028b\u0085c\u2029.csv")
    assert chain.verify()[2] == []
    audit.path().write_bytes(audit.path().read_bytes().rstrip(b"\n"))
    assert chain.verify()[2] == []
    audit.record("login")
    assert chain.verify()[0] == N + 2 and chain.verify()[2] == []


def rechained(kept: list[str], at: int, **what: object) -> list[str]:
    """Change a line and give every line after it the digest of the one before."""
    lines, before = [json.loads(line) for line in kept], ""
    for n, line in enumerate(lines):
        if n >= at:
            line |= (what if n == at else {}) | {"prev": before or line["prev"]}
            line["hash"] = audit.digest(line)
        before = line["hash"]
    return [audit.as_text(line) for line in lines]


@pytest.mark.parametrize("where", ["file", "database"])
def test_two_good_chains_that_differ_are_said_to_differ_from_the_first_forged_line(written, where):
    rewrite(where, lambda kept: rechained(kept, 2, who="b" * 12))
    [fault] = chain.verify()[2]
    assert (fault.where, fault.seq, fault.what) == ("both", 3, "differ")


def test_a_log_that_is_gone_from_both_copies_is_missed(written, faro):
    register.pseudonym_of("https://issuer", "ana", began=clock.now())
    rewrite("database", lambda kept: [])
    audit.path().unlink()
    assert [fault.what for fault in chain.verify()[2]] == ["all"]
    assert faro("audit", "verify")[0] == 1


def test_retention_keeps_the_rest_whole_and_never_hides_tampering(written, later):
    later(days=1825, minutes=-5)
    assert chain.retain() == 0
    later(minutes=10)
    assert chain.retain() == N
    assert chain.verify()[0] == 1 and chain.verify()[2] == []
    audit.record("login")
    assert chain.verify()[0] == 2 and chain.verify()[2] == []
    rewrite("file", lambda kept: kept[1:])
    with pytest.raises(FaroError):
        chain.retain()


def test_a_log_that_is_cut_while_its_reader_waits_is_whole(written, later, monkeypatch):
    later(days=1826)
    lock, waits = fcntl.flock, [fcntl.LOCK_SH]

    def flock(handle: int, how: int) -> None:
        if how in waits:
            waits.remove(how)
            assert chain.retain() == N  # another file stands there now
        lock(handle, how)

    monkeypatch.setattr(fcntl, "flock", flock)
    n, _, faults = chain.verify()
    assert (n, faults, waits) == (1, [], [])


def test_retention_takes_nothing_that_came_while_it_waited(written, later, monkeypatch):
    later(days=1826)
    turn = audit.turn

    def waits() -> AbstractContextManager[audit.Turn]:
        monkeypatch.setattr(audit, "turn", turn)
        audit.record("login")
        return turn()

    monkeypatch.setattr(audit, "turn", waits)
    assert chain.retain() == N
    assert chain.verify()[2] == []
    assert [line["what"] for line in audit.lines()] == ["login", "retention"]


def cut(days: int, **details: object) -> None:
    """Take the first three lines from both copies, and say that retention did."""
    first = audit.lines()[3]
    about = {"first": 4, "prev": first["prev"], "lines": 3, "days": days}
    audit.record("retention", **about | details)
    rewrite("file", lambda kept: kept[3:])
    with database.writing() as connection:
        connection.execute(sa.delete(table).where(table.c.seq < 4))


def whats() -> set[str]:
    return {fault.what for fault in chain.verify()[2]}


@pytest.mark.parametrize(
    ("age", "days", "expected"),
    [
        (0, 1825, {"young"}),
        (0, -5, {"young"}),
        (29, 28, {"young"}),
        (1824, 1825, {"young"}),
        (100, 30, {"young"}),  # the policy asks for more, and was not changed
        (1826, 1825, set()),
    ],
)
def test_a_forged_line_of_retention_hides_nothing_that_the_policy_keeps(
    written, later, age, days, expected
):
    later(days=age)
    cut(days)
    assert whats() == expected


def test_retention_by_an_older_policy_is_no_forgery(written, later, house):
    later(days=100)
    cut(60)
    assert whats() == {"young"}
    audit.record("configuration", about=policy.NAME, sha256="0" * 64)
    assert whats() == set()


def test_what_cannot_be_written_down_is_not_done(house):
    """Whatever is done and written down is done in one turn: see also the right of reply."""
    known = register.pseudonym_of("https://issuer", "ana", began=clock.now())
    audit.path().unlink(missing_ok=True)
    audit.path().mkdir()
    before = (house / releases.NAME).read_bytes()
    for act in (
        lambda: releases.change(
            "r", subject="round:x", state="withdrawn", at="2026-01-01T00:00", reason=""
        ),
        lambda: register.forget(known),
        lambda: narratives.write("CL0048", "results", author_role="Dirección", text_es="Uno."),
    ):
        with institution.acting(EDITOR), pytest.raises(FaroError, match="audit log"):
            act()
    assert (house / releases.NAME).read_bytes() == before
    audit.path().rmdir()
    with institution.acting(EDITOR):
        assert narratives.history("CL0048") == [] and register.forget(known)["person"] == 1


COMMIT = sa.engine.Transaction.commit


def broken_commit(transaction) -> None:
    if transaction.connection.get_execution_options().get("reads"):
        return COMMIT(transaction)
    raise sa.exc.OperationalError("commit", None, Exception("disk I/O error"))


@pytest.mark.parametrize("known", [True, False])
def test_what_the_database_does_not_take_stands_in_no_file_either(house, monkeypatch, known):
    row = {"subject": "round:x", "state": "withdrawn", "at": "2026-01-01T00:00", "reason": ""}
    calendar = house / releases.NAME
    if not known:
        calendar.unlink(missing_ok=True)
    before = calendar.read_bytes() if known else None

    with institution.acting(EDITOR), monkeypatch.context() as database:
        database.setattr(sa.engine.Transaction, "commit", broken_commit)
        with pytest.raises(FaroError):
            releases.change("r", **row)
    assert (calendar.read_bytes() if calendar.is_file() else None) == before
    with institution.acting(EDITOR):
        assert releases.change("r", **row).state == "withdrawn"


def test_retention_that_the_database_does_not_take_cuts_no_file(written, later, monkeypatch):
    later(days=1826)
    before = audit.path().read_bytes()
    with monkeypatch.context() as database:
        database.setattr(sa.engine.Transaction, "commit", broken_commit)
        with pytest.raises(FaroError):
            chain.retain()
    assert audit.path().read_bytes() == before and chain.verify()[2] == []
    assert chain.retain() == N


def test_what_the_file_has_no_room_for_is_done_and_filed_with_the_next_line(
    written, monkeypatch, caplog
):
    known = register.pseudonym_of("https://issuer", "ana", began=clock.now())

    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as disk:
        disk.setattr(appending.os, "write", full)
        assert register.forget(known)["person"] == 1
    assert [line["what"] for line in audit.lines(newest=True, most=1)] == ["erasure"]
    assert "No space left" in caplog.text
    assert [fault.what for fault in chain.verify()[2]] == ["ends"]
    audit.record("login")
    assert chain.verify()[0] == N + 3 and chain.verify()[2] == []


def test_who_asks_is_known_before_the_turn(house, monkeypatch):
    """A page that asks who looks may write that they were here: in a turn it waits for itself."""
    subjects = itertools.count()

    def asks() -> people.Person:
        register.pseudonym_of("https://issuer", f"s{next(subjects)}", began=clock.now())
        return EDITOR

    monkeypatch.setattr(people, "_askers", [asks])
    audit.record("export")
    narratives.write("CL0048", "results", author_role="Dirección", text_es="Uno.")
    releases.change("r", subject="round:x", state="confirmed", at="2099-01-01T09:00", reason="")
    assert {line["who"] for line in audit.lines()} == {EDITOR.pseudonym}
    assert len(audit.lines()) == 3 and chain.verify()[2] == []


def test_lines_of_one_kind_are_found_among_many(written):
    audit.record("login", person=people.Person("abcdefabcdef"), note='"what":"query" %_')
    audit.record("query", person=people.Person("abcdefabcdef"))
    assert [line["what"] for line in audit.lines(what="query")] == ["query"]
    assert [line["what"] for line in audit.lines(who="abcdefabcdef")] == ["login", "query"]
    assert [line["seq"] for line in audit.lines(what="export", most=2, newest=True)] == [N, N - 1]
    assert audit.lines(what="%") == audit.lines(who='"') == []


def test_a_person_is_a_pseudonym_that_nothing_leads_back_from_once_forgotten(house):
    now = clock.now()
    pseudonym = register.pseudonym_of("https://issuer", "ana@example.cl", began=now)
    assert register.pseudonym_of("https://issuer", "ana@example.cl", began=now) == pseudonym
    assert register.pseudonym_of("https://other", "ana@example.cl", began=now) != pseudonym
    audit.record("login", person=people.Person(pseudonym))
    kept = b"".join(path.read_bytes() for path in house.iterdir())
    assert b"ana@example.cl" not in kept
    register.forget(pseudonym)
    with database.reading() as connection:
        assert pseudonym not in set(connection.execute(sa.select(person.c.pseudonym)).scalars())
    again = register.pseudonym_of("https://issuer", "ana@example.cl", began=clock.now())
    assert again not in (None, pseudonym)
    with pytest.raises(FaroError):
        register.forget(pseudonym)


@pytest.mark.parametrize("logs_out", [True, False])
def test_a_login_from_before_brings_nobody_back_who_was_forgotten(house, later, logs_out):
    began = clock.now()
    pseudonym_of = lambda: register.pseudonym_of("https://issuer", "ana", began=began)  # noqa: E731
    pseudonym = pseudonym_of()
    if logs_out:
        register.end_sessions("https://issuer", "ana")
    register.forget(pseudonym)
    assert pseudonym_of() is None
    register.retain()
    assert pseudonym_of() is None
    later(hours=policy.settings().session_hours, minutes=1)  # the cookie is over by itself
    register.retain()
    with database.reading() as connection:
        assert connection.execute(sa.select(forgotten)).all() == []


def test_a_key_is_whole_for_whoever_asks_while_it_is_made(house, monkeypatch):
    own, others = secrets.token_hex, list[bytes]()

    def drawn(size: int) -> str:
        monkeypatch.setattr(secrets, "token_hex", own)
        others.append(policy.key("new"))
        return own(size)

    monkeypatch.setattr(secrets, "token_hex", drawn)
    assert [policy.key("new")] == others and len(others[0]) == 64
    assert (house / "new.key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_first_requests_at_once_are_of_one_pseudonym(house, databases, monkeypatch, kind):
    monkeypatch.setenv(environment.DATABASE_URL.name, databases[kind])
    database.migrate()
    began = clock.now()

    def ask(subject: int) -> str | None:
        return register.pseudonym_of("https://issuer", f"s{subject}", began=began)

    with ThreadPoolExecutor(6) as several:
        given = list(several.map(ask, [n for n in range(5) for _ in range(6)]))
    with database.reading() as connection:
        stored = set(connection.execute(sa.select(person.c.pseudonym)).scalars())
    assert len(stored) == 5 and set(given) == stored


def test_people_not_seen_for_long_are_forgotten_by_the_policy(written, later):
    register.pseudonym_of("https://issuer", "ana", began=clock.now())
    later(days=364)
    assert register.retain()["people"] == 0
    later(days=2)
    assert register.retain()["people"] == 1


def test_without_an_institution_nothing_is_written(monkeypatch, tmp_path):
    monkeypatch.delenv("FARO_INSTITUTION", raising=False)
    monkeypatch.chdir(tmp_path)
    audit.record("export")
    assert people.current() == people.EVERYBODY and not list(tmp_path.iterdir())
