"""No stranger fills the log: what they do is written down line by line, and past that counted."""

from __future__ import annotations

import asyncio

import pytest
from roles_for_tests import ROLES

from dashboard import gate, server
from pipelines import clock
from pipelines.errors import FaroError
from pipelines.institution import Person, audit, chain, strangers
from presentation.panels import registro
from presentation.words import Text

NOWHERE = "postgresql+psycopg://faro@127.0.0.1:1/faro"
MANY = 3 * strangers.LINES


def stranger(at: int) -> Person:
    return Person(place=f"203.0.{at}.0/24")


def take(times: int, who: Person, what: str = "export", **rest: str) -> None:
    for at in range(times):
        audit.record(what, person=who, build_id="b" * 12, **({"path": f"/data/{at}"} | rest))


def counted() -> list[dict]:
    return [line for line in audit.lines() if "times" in line["detail"]]


@pytest.mark.parametrize("what", ["export", "query", "login"])
def test_what_a_stranger_does_too_often_is_counted_and_one_line_an_hour(house, later, what):
    take(MANY, stranger(1), what)
    assert len(audit.lines()) == strangers.LINES
    take(1, stranger(2), what)  # of another network has a line of its own
    assert [line["from"] for line in audit.lines()][-1] == stranger(2).place
    later(minutes=59)
    audit.settle()
    assert counted() == []
    later(minutes=1)
    audit.settle()
    (line,) = counted()
    assert (line["what"], line["who"], line["roles"]) == (what, "", ["anonymous"])
    assert (line["from"], line["build"]) == (stranger(1).place, "b" * 12)
    assert line["detail"]["times"] == MANY - strangers.LINES
    assert line["detail"]["since"] < line["at"]
    assert {audit.times_of(each) for each in audit.lines()} == {1, MANY - strangers.LINES}
    shown = [registro.row(Text("en"), each) for each in audit.lines()]
    assert [row[2] for row in shown].count(f"{shown[0][2]} × {MANY - strangers.LINES}") == 1
    take(1, stranger(1), what)  # another hour
    assert "times" not in audit.lines()[-1]["detail"]
    assert chain.verify()[-1] == []


def test_whoever_has_logged_in_has_a_line_for_all_they_do(house):
    take(MANY, ROLES["editor"])
    assert len(audit.lines()) == MANY and counted() == []


def test_of_many_networks_no_more_lines_are_written(house, later, monkeypatch):
    monkeypatch.setattr(strangers, "ALL_LINES", 20)
    monkeypatch.setattr(strangers, "NETWORKS", 5)
    for at in range(100):
        take(2, stranger(at))
    later(hours=1)
    audit.settle()
    lines = counted()
    assert len(audit.lines()) == 20 + 5 + 1
    assert [line["from"] for line in lines].count("") == 1  # of those that are not told apart
    assert sum(line["detail"]["times"] for line in lines) == 200 - 20


def test_what_was_counted_is_written_as_the_server_stops(house):
    async def stops() -> None:
        async with server._lifespan(server.app):
            take(MANY, stranger(1))

    asyncio.run(stops())
    assert counted()[0]["detail"]["times"] == MANY - strangers.LINES


def test_what_cannot_be_written_is_counted_on_and_delays_nobody(house, later, monkeypatch):
    take(MANY, stranger(1))
    later(hours=1)
    waits: list[int] = []
    with monkeypatch.context() as away:
        away.setenv("FARO_DATABASE_URL", NOWHERE)
        with pytest.raises(FaroError, match="database"):
            audit.settle()
        away.setattr(audit, "turn", lambda *_: waits.append(1))
        gate._note_what_waits()  # the database is not asked again by each who comes
    assert waits == []
    later(minutes=2)
    audit.settle()
    assert counted()[0]["detail"]["times"] == MANY - strangers.LINES
    assert clock.now().isoformat() > counted()[0]["detail"]["since"]
