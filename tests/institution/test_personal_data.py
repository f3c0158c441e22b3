"""The register of processing says what is kept, for how long, and what goes with a person."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
import sqlalchemy as sa

from pipelines import clock, institution, paths
from pipelines.institution import (
    Person,
    audit,
    chain,
    database,
    keeping,
    narratives,
    policy,
    register,
)
from pipelines.institution.tables import metadata

SUBJECT, ADDRESS = "ana.soto@example.cl", "203.0.113.77"
# Tables in which somebody forgotten stays as a pseudonym that leads to nobody.
STAYS = {"audit", "delivery", "narrative"}
OPERATE = (paths.REPO / "docs" / "operate.md").read_text("utf-8")


def live(subject: str) -> str:
    """Have somebody do all that a person may leave something of; return the pseudonym."""
    pseudonym = register.pseudonym_of("https://issuer", subject, began=clock.now())
    assert pseudonym is not None
    who = Person(pseudonym, frozenset({"editor"}), place=audit.truncated(ADDRESS))
    with institution.acting(who):
        audit.record("login")
        keeping.watch("municipality:13101")
        keeping.save_view("Mía", "/datos")
        keeping.delivered("convenio", "convenios.csv", "0" * 64, "0" * 12)
        narratives.write("CL0048", "results", author_role="Dirección", text_es="Uno.")
    return pseudonym


def where(pseudonym: str) -> set[str]:
    """The tables in which a pseudonym stands, in whatever column."""
    with database.reading() as connection:
        return {
            table.name
            for table in metadata.sorted_tables
            if any(pseudonym in str(row) for row in connection.execute(sa.select(table)))
        }


def test_who_is_forgotten_goes_from_every_table_but_those_the_register_names(house):
    ana, berta = live(SUBJECT), live("berta")
    everywhere = where(ana)
    assert everywhere == where(berta)
    of_people = {
        table.name for table in metadata.sorted_tables if {"who", "pseudonym"} & set(table.c.keys())
    }
    assert of_people | {"audit"} == everywhere  # whatever table is added has to be tried here
    gone = register.forget(ana)
    assert set(gone) == everywhere - STAYS and set(gone.values()) == {1}
    assert where(ana) == STAYS and where(berta) == everywhere
    for name in STAYS - {"audit"} | set(gone):
        assert f"`{name}`" in OPERATE, name
    assert chain.verify()[2] == []


def test_neither_the_person_nor_the_address_is_anywhere(house):
    live(SUBJECT)
    register.end_sessions("https://issuer", SUBJECT)
    kept = b"".join(path.read_bytes() for path in house.iterdir() if path.is_file())
    assert SUBJECT.encode() not in kept and b"ana.soto" not in kept
    assert ADDRESS.encode() not in kept and audit.truncated(ADDRESS).encode() in kept


def test_the_register_gives_the_days_that_are_kept(house):
    days = policy.Retention()
    for name in policy.Retention.model_fields:
        assert f"{getattr(days, name):,} days" in OPERATE, name


@pytest.mark.parametrize("days", [30, 400])
def test_retention_takes_away_what_is_older_and_nothing_else(house, days, monkeypatch):
    settings = f"retention: {{audit_days: {days}, people_days: {days}, notices_days: {days}}}\n"
    (house / policy.NAME).write_text(settings)
    ana, now = live(SUBJECT), clock.now()
    before = len(audit.lines())
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=days - 1))
    none = register.retain()
    assert (none["people"], none["audit"]) == (0, 0)
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=days + 1))
    gone = register.retain()
    assert gone["people"] == 1 and gone["audit"] >= before
    assert "person" not in where(ana) and "saved_view" not in where(ana)
    assert chain.verify()[2] == []


def test_what_a_person_may_ask_for_is_given_by_pseudonym(house, faro):
    ana, _ = live(SUBJECT), live("berta")
    code, printed, wrong = faro("audit", "list", "--who", ana, "--json")
    assert code == 0, wrong
    assert json.loads(printed) and {line["who"] for line in json.loads(printed)} == {ana}
