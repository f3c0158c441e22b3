"""The release calendar: what it says, what it refuses, and that doubt never shows more."""

from __future__ import annotations

from datetime import timedelta

import pytest
from roles_for_tests import ROLES

from pipelines import clock, serving
from pipelines.errors import FaroError
from pipelines.institution import Person, people, policy, prerelease, releases

HOLDING = releases.Holding("0123456789ab", frozenset({"r2024", "r2025"}), frozenset({"convenio"}))
LATER = (clock.now() + timedelta(days=9)).isoformat()
BEFORE = "2020-01-02T09:00"


def announce(release_id="a", subject="round:r2025", state="confirmed", at=LATER, reason=""):
    return releases.change(release_id, subject=subject, state=state, at=at, reason=reason)


@pytest.mark.parametrize("subject", ["round:r2025", "dataset:convenio", "build:0123456789ab"])
@pytest.mark.parametrize("state", [one for one in releases.STATES if one != "withdrawn"])
def test_until_its_minute_a_build_that_holds_it_is_for_those_with_the_right(house, subject, state):
    announce(subject=subject, state=state)
    assert [role for role in ROLES if releases.may_see(HOLDING, ROLES[role])] == ["editor"]
    assert releases.is_public(releases.Holding("b", frozenset({"r2012"}), frozenset()))
    announce(subject=subject, state=state, at=BEFORE, reason="adelantada")
    assert releases.is_public(HOLDING)


def test_one_that_cannot_say_what_it_holds_may_hold_any_round(house):
    announce()
    assert not releases.is_public(releases.Holding("old", None, frozenset()))


def test_who_may_not_read_is_told_no_build(demo_built, house, act, monkeypatch):
    monkeypatch.setenv("FARO_CURATED", str(demo_built))
    act("reader")
    assert serving.may_see(str(serving.latest_id())) and serving.builds()
    name = str(serving.latest_id())
    act("nobody")
    assert serving.latest_id() is None and serving.builds() == [] and not serving.may_see(name)


def test_what_is_out_may_still_be_provisional_and_says_so(house):
    announce(state="provisional", at=BEFORE)
    assert releases.is_public(HOLDING) and len(releases.provisional(HOLDING)) == 1
    announce(state="published", at="", reason="terminó la réplica")
    assert releases.provisional(HOLDING) == []


def test_withdrawn_is_gone_whatever_its_moment(house):
    announce(at=BEFORE)
    announce(state="withdrawn", at="", reason="error")
    assert not releases.is_public(HOLDING)


def test_a_change_keeps_the_date_before_and_needs_its_reason(house):
    first = announce(at="2026-12-15T09:00")
    with pytest.raises(FaroError, match="reason"):
        announce(at="2027-01-05T09:00")
    moved = announce(at="2027-01-05T09:00", reason="faltan respuestas")
    assert moved.previous_at == first.at and moved.reason == "faltan respuestas"
    again = announce(at="", state="published", reason="lista")
    assert (again.at, again.previous_at) == (moved.at, first.at)


def test_hours_are_those_of_chile(house):
    assert announce(at="2026-12-15T09:00").at.utcoffset() == timedelta(hours=-3)
    assert announce("b", "round:r2024", at="2026-06-15T09:00").at.utcoffset() == -timedelta(hours=4)


WRONG = {
    "no hour": {"at": "mañana"},
    "an hour the clocks skip": {"at": "2026-09-06T00:30"},
    "an hour shown twice": {"at": "2026-04-04T23:30"},
    "no such state": {"state": "secret"},
    "no subject": {"subject": "r2025"},
    "a subject that leads out": {"subject": "build:../../x y"},
    "no id": {"release_id": ""},
}


@pytest.mark.parametrize("what", WRONG)
def test_a_row_that_is_wrong_changes_nothing(house, what):
    announce("other", "round:r2024")
    before = (house / releases.NAME).read_bytes()
    with pytest.raises(FaroError):
        announce(**WRONG[what])
    assert (house / releases.NAME).read_bytes() == before


def test_a_release_is_of_one_thing_for_ever(house):
    announce()
    with pytest.raises(FaroError, match="round:r2025"):
        announce(subject="round:r2012", reason="otra")


@pytest.mark.parametrize("spoilt", [b"\xff\xfe", b"a,b\n1,2\n", b"", b"release_id,subject\nx"])
def test_a_calendar_that_breaks_shows_no_more_than_the_one_before(house, spoilt):
    announce()
    path = house / releases.NAME
    assert not releases.is_public(HOLDING)
    path.write_bytes(spoilt)
    assert not releases.is_public(HOLDING)
    releases._good.clear()
    with pytest.raises(FaroError):
        releases.is_public(HOLDING)


def test_builds_may_wait_for_the_calendar(house):
    (house / policy.NAME).write_text("hold_builds: true\n")
    assert not releases.is_public(HOLDING) and not releases.may_see(HOLDING, ROLES["reader"])
    announce("b", "build:0123456789ab", "published", BEFORE)
    assert releases.is_public(HOLDING)


def test_a_list_of_access_opens_only_when_every_release_has_them(house):
    announce()
    announce("b", "round:r2024")
    rows = "release_id,who,post,reason\na,consejo,Consejo Directivo,Revisión\n"
    (house / releases.ACCESS).write_text(rows)
    council = Person("c", frozenset({"reader"}), frozenset({"consejo"}))
    assert not releases.may_see(HOLDING, council)
    (house / releases.ACCESS).write_text(rows + "b,consejo,Consejo Directivo,Revisión\n")
    assert releases.may_see(HOLDING, council) and not releases.may_see(HOLDING, ROLES["reader"])
    assert prerelease.listed() == [] and len(prerelease.listed(out_only=False)) == 2


BAD_SETTINGS = ["login: maybe", "unknown: 1", "session_hours: 0", "roles: {boss: [x]}", "- a", "{"]


@pytest.mark.parametrize("text", BAD_SETTINGS)
def test_settings_that_are_wrong_let_nobody_in(house, text):
    (house / policy.NAME).write_text(text)
    with pytest.raises(FaroError):
        people.current()


def test_every_right_belongs_to_a_role_and_the_roles_of_groups_are_those_of_the_settings(house):
    assert set(people.SAID) == {right for rights in people.RIGHTS.values() for right in rights}
    (house / policy.NAME).write_text("roles: {editor: [jefatura], reader: [todos]}\n")
    found = people.roles_of(frozenset({"jefatura", "todos"}), frozenset())
    assert found == {"editor", "reader"}
    assert people.roles_of(frozenset({"otros"}), frozenset()) == {"nobody"}
