"""The audit log: whatever is changed, taken away, added or moved in it is named."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa

from pipelines import clock
from pipelines.errors import FaroError
from pipelines.institution import audit, database, people, register
from pipelines.institution.tables import audit as table
from pipelines.institution.tables import person

N = 9


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
    return audit._text(json.loads(line) | what)


def forged(line: str, **what: object) -> str:
    plain = json.loads(line) | what
    return audit._text(plain | {"hash": audit.digest(plain)})


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
    assert audit.verify()[2] == []
    rewrite("file", TAMPERING[how])
    assert audit.verify()[2]
    code, _, said = faro("audit", "verify")
    assert code == 1 and "line" in said


@pytest.mark.parametrize("how", TAMPERING)
def test_tampering_with_the_database_is_found(written, how):
    rewrite("database", TAMPERING[how])
    assert audit.verify()[2]


def test_a_line_forged_in_both_copies_does_not_lead_to_the_next(written):
    for where in ("database", "file"):
        rewrite(where, TAMPERING["changed with its digest"])
    assert {fault.where for fault in audit.verify()[2]} == {"database", "file"}


def test_the_same_forgery_in_both_copies_is_found_by_a_digest_noted_elsewhere(written, faro):
    noted = audit.verify()[1]
    for where in ("database", "file"):
        rewrite(where, lambda kept: kept[:5])
    assert faro("audit", "verify")[0] == 0
    assert faro("audit", "verify", "--expect", noted)[0] == 1


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
    n, _, faults = audit.verify()
    assert (n, faults) == (N + 30, [])


def test_what_a_dead_process_had_no_time_to_file_is_filed_with_the_next_line(written):
    kept = audit.path().read_text().splitlines(keepends=True)
    audit.path().write_text("".join(kept[:-2]))
    audit.record("login")
    assert audit.verify()[0] == N + 1 and audit.verify()[2] == []


def test_retention_keeps_the_rest_whole_and_never_hides_tampering(written):
    later = clock.now() + timedelta(days=1825)
    assert audit.retain(later - timedelta(minutes=5)) == 0
    assert audit.retain(later) == N
    assert audit.verify()[0] == 1 and audit.verify()[2] == []
    audit.record("login")
    assert audit.verify()[0] == 2 and audit.verify()[2] == []
    rewrite("file", lambda kept: kept[1:])
    with pytest.raises(FaroError):
        audit.retain(later + timedelta(days=1))


def test_a_person_is_a_pseudonym_that_nothing_leads_back_from_once_forgotten(house):
    now = clock.now()
    pseudonym, is_new = register.pseudonym_of("https://issuer", "ana@example.cl", began=now)
    assert is_new
    assert register.pseudonym_of("https://issuer", "ana@example.cl", began=now)[0] == pseudonym
    assert register.pseudonym_of("https://other", "ana@example.cl", began=now)[0] != pseudonym
    audit.record("login", person=people.Person(pseudonym))
    kept = b"".join(path.read_bytes() for path in house.iterdir())
    assert b"ana@example.cl" not in kept
    register.forget(pseudonym)
    with database.reading() as connection:
        assert pseudonym not in set(connection.execute(sa.select(person.c.pseudonym)).scalars())
    again, _ = register.pseudonym_of("https://issuer", "ana@example.cl", began=now)
    assert again != pseudonym
    with pytest.raises(FaroError):
        register.forget(pseudonym)


def test_people_not_seen_for_long_are_forgotten_by_the_policy(house):
    now = clock.now()
    register.pseudonym_of("https://issuer", "ana", began=now)
    assert register.retain(now + timedelta(days=364))["people"] == 0
    assert register.retain(now + timedelta(days=366))["people"] == 1


def test_without_an_institution_nothing_is_written(monkeypatch, tmp_path):
    monkeypatch.delenv("FARO_INSTITUTION", raising=False)
    monkeypatch.chdir(tmp_path)
    audit.record("export")
    assert people.current() == people.EVERYBODY and not list(tmp_path.iterdir())
