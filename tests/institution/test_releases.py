"""The release calendar: what it says, what it refuses, and that doubt never shows more."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from roles_for_tests import ROLES

from pipelines import clock, serving
from pipelines.errors import FaroError
from pipelines.institution import Person, audit, people, policy, prerelease, releases

HOLDING = releases.Holding("0123456789ab", frozenset({"r2024", "r2025"}), frozenset({"convenio"}))
LATER = (clock.now() + timedelta(days=9)).isoformat()
BEFORE = "2020-01-02T09:00"


def announce(release_id="a", subject="round:r2025", state="confirmed", at=LATER, reason=""):
    return releases.change(release_id, subject=subject, state=state, at=at, reason=reason)


@pytest.mark.parametrize("subject", ["round:r2025", "dataset:convenio", "build:0123456789ab"])
@pytest.mark.parametrize("state", [state for state in releases.STATES if state != "withdrawn"])
def test_until_its_minute_a_build_that_holds_it_is_for_those_with_the_right(house, subject, state):
    announce(subject=subject, state=state)
    assert [role for role in ROLES if releases.may_see(HOLDING, ROLES[role])] == ["editor"]
    assert releases.is_public(releases.Holding("b", frozenset({"r2012"}), frozenset()))
    announce(subject=subject, state=state, at=BEFORE, reason="adelantada")
    assert releases.is_public(HOLDING)


def test_one_that_cannot_say_what_it_holds_may_hold_any_round(house):
    announce()
    assert not releases.is_public(releases.Holding("old", None, frozenset()))


def test_one_that_cannot_say_what_it_was_made_from_may_hold_any_file(house):
    announce(subject="dataset:demo/adopcion/etapas.csv")
    assert not releases.is_public(releases.Holding("old", frozenset(), None))
    assert releases.is_public(HOLDING)


def test_several_at_a_time_lose_no_row_of_the_calendar(house):
    with ThreadPoolExecutor(6) as several:
        list(several.map(lambda n: announce(f"r{n}", f"round:r{n}"), range(12)))
    assert {release.release_id for release in releases.calendar()} == {f"r{n}" for n in range(12)}
    releases_noted = [line["detail"]["release"] for line in audit.lines(what="configuration")]
    assert sorted(releases_noted) == sorted(f"r{n}" for n in range(12))
    rows = (house / releases.NAME).read_text().splitlines()[1:]
    assert [
        row.split(",")[0] for row in rows
    ] == releases_noted  # written down in the order it was done


def test_before_the_first_build_there_is_none_and_nothing_is_broken(house, tmp_path, monkeypatch):
    monkeypatch.setenv("FARO_CURATED", str(tmp_path / "never"))
    assert serving.latest_id() is None and serving.builds() == []
    with pytest.raises(FaroError) as error:
        serving.open()
    assert error.value.code == "no_build"


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
    "for ever": {"at": "9999-12-31T23:59"},
    "the first of all days": {"at": "0001-01-01T00:00+14:00"},
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


@pytest.mark.parametrize("changed", ["ayer", "9999-12-31T23:59:59+00:00"])
def test_a_row_by_hand_whose_change_has_no_moment_is_wrong_too(house, changed):
    announce()
    with (house / releases.NAME).open("a") as file:
        file.write(f"b,round:r2024,confirmed,2026-12-15T09:00,,{changed}\n")
    releases._good.clear()
    with pytest.raises(FaroError, match="date and hour"):
        releases.is_public(HOLDING)


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


def test_what_is_announced_names_neither_a_build_nor_a_file_before_its_minute(house, act):
    secret = "dataset:fiscalizacion/ronda_2026_secreta.xlsx"
    announce("f", secret)
    announce("b", "build:0123456789ab")
    announce("r", "round:r2026")
    announce("d", "dataset:convenio")
    act("reader")
    subjects = {release.release_id: release.subject for release in releases.announced()}
    assert subjects == {"f": "dataset:fiscalizacion", "r": "round:r2026", "d": "dataset:convenio"}
    act("editor")
    assert {release.subject for release in releases.announced()} >= {secret, "build:0123456789ab"}
    act("anonymous")
    announce("f", secret, at=BEFORE, reason="sale")
    assert secret in {release.subject for release in releases.announced()}


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


def test_who_could_look_before_is_told_by_what_was_written_down_then(house):
    announce()
    path = house / releases.ACCESS
    head = "release_id,who,post,reason\n"
    path.write_text(head + "a,consejo,Consejo,Revisión\na,otros,Jefatura,Firma\n")
    mail = "maria.perez@cplt.cl"
    council = Person("c" * 12, frozenset({"reader"}), frozenset({"consejo", mail, "María Pérez"}))
    for who in (council, ROLES["editor"], council):
        prerelease.note_view("0123456789ab", releases.held_by(HOLDING), who)
    assert mail not in audit.path().read_text() and "Pérez" not in audit.path().read_text()
    path.write_text(head + "a,otros,Jefatura,Firma\n")  # the row goes before the release
    announce(at=BEFORE, reason="sale")
    views = [(view.post, view.reason, view.role, bool(view.first)) for view in prerelease.listed()]
    assert views == [
        ("Consejo", "Revisión", "", True),
        ("", "", "editor", True),
        ("Jefatura", "Firma", "", False),
    ]


def test_who_looked_before_a_build_that_waited_for_the_calendar_is_told_too(house):
    (house / policy.NAME).write_text("hold_builds: true\n")
    prerelease.note_view(HOLDING.build_id, [], ROLES["editor"])
    announce("b", f"build:{HOLDING.build_id}", "published", BEFORE)
    [view] = prerelease.listed()
    assert (view.release_id, view.role) == ("b", "editor")


def test_views_that_an_older_version_wrote_down_are_told(house):
    announce()
    (house / releases.ACCESS).write_text("release_id,who,post,reason\na,consejo,Consejo,Revisión\n")
    council = Person("c" * 12, frozenset({"reader"}))
    for who in (council, ROLES["editor"]):
        audit.record("unreleased_view", person=who, releases="a,b", groups="consejo,x")
    views = [(view.release_id, view.post, view.role) for view in prerelease.listed(out_only=False)]
    assert views == [("a", "Consejo", ""), ("a", "", "editor")]


BAD_SETTINGS = ["login: maybe", "unknown: 1", "session_hours: 0", "roles: {boss: [x]}", "- a", "{"]


@pytest.mark.parametrize("text", BAD_SETTINGS)
def test_settings_that_are_wrong_let_nobody_in(house, text):
    (house / policy.NAME).write_text(text)
    with pytest.raises(FaroError):
        people.current()


def test_every_right_belongs_to_a_role_and_the_roles_of_groups_are_those_of_the_settings(house):
    assert set(people.SAID) == {right for rights in people.RIGHTS.values() for right in rights}
    (house / policy.NAME).write_text("roles: {editor: [jefatura], reader: [todos]}\n")
    roles = people.roles_of(frozenset({"jefatura", "todos"}), frozenset())
    assert roles == {"editor", "reader"}
    assert people.roles_of(frozenset({"otros"}), frozenset()) == {"nobody"}
