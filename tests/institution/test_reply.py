"""Right of reply: one way through it, deadlines, three scores side by side, and the means."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta

import pytest

from pipelines import clock, institution, serving
from pipelines.errors import FaroError
from pipelines.institution import audit, people, register, releases
from pipelines.origins import SIMULATED
from pipelines.receiving import reply


@pytest.fixture
def panel(demo_built, house, act) -> serving.Build:
    act("editor")
    return serving.open(root=demo_built)


@pytest.fixture
def scored(panel) -> tuple[str, str, dict[str, float]]:
    rows = panel.table("out_fiscalizacion__municipality_standing").dropna(subset=["score_pct"])
    changed = rows[rows["is_revised"].astype(bool)].iloc[-1]  # a revised score is known too
    round_id = str(changed["round_id"])
    own = rows[(rows["round_id"] == round_id) & (rows["revision"] == "as_published")]
    scores = {str(row["cut"]): float(row["score_pct"]) for row in own.to_dict("records")}
    return str(changed["cut"]), round_id, scores


def places(panel) -> dict[str, str]:
    rows = panel.table("core_territory__comuna")
    return dict(zip(rows["cut"], rows["region_code"], strict=True))


def scored_region(panel, cut: str) -> str:
    return places(panel)[cut]


def in_region(panel, scores: dict[str, float], region: str) -> dict[str, float]:
    of = places(panel)
    return {cut: score for cut, score in scores.items() if of[cut] == region}


def test_one_way_through_it_and_what_it_changes_in_the_mean(panel, scored, act):
    cut, round_id, scores = scored
    case = reply.ask(panel, cut, round_id)  # its score as published, though a revised one is known
    assert (case.state, case.published) == ("asked", scores[cut]) and case.due > clock.now()
    act("sender")
    claimed = reply.answer(cut, round_id, score=100, claim="El enlace estaba publicado: ana@cl.cl")
    assert (claimed.state, claimed.claimed, claimed.resolved) == ("answered", 100, None)
    assert claimed.claim == "El enlace estaba publicado: •••"  # no data of people is kept
    assert {mean.changed for mean in reply.means(panel, round_id)} == {0}  # a claim changes nothing
    act("editor")
    done = reply.resolve(cut, round_id, score=95.5, reason="Se acoge en parte (RUN 1.234.567-8)")
    assert (done.state, done.published, done.claimed, done.resolved) == (
        *("resolved", scores[cut]),
        *(100, 95.5),
    )
    assert done.resolution == "Se acoge en parte (RUN •••)"
    region = scored_region(panel, cut)
    country, own = reply.means(panel, round_id)
    assert (country.region, own.region) == ("", region)
    for means, known in ((country, scores), (own, in_region(panel, scores, region))):
        before, after = known, known | {cut: 95.5}
        assert means.published == pytest.approx(sum(before.values()) / len(known))
        assert means.resolved == pytest.approx(sum(after.values()) / len(known))
        assert (means.n, means.cases, means.changed) == (len(known), 1, 1)
        assert means.origin == SIMULATED  # all of the panel is
    steps = [line["outcome"] for line in audit.lines(what="observation")]
    assert steps == ["asked", "answered", "resolved"]


def test_who_asks_is_known_before_the_turn(panel, scored, monkeypatch):
    """See the same of the audit log: here a case asks who may see it."""
    cut, round_id, _ = scored
    [ask], subjects = people._askers, itertools.count()

    def asks() -> institution.Person:
        register.pseudonym_of("https://issuer", f"s{next(subjects)}", began=clock.now())
        return ask()

    monkeypatch.setattr(people, "_askers", [asks])
    reply.ask(panel, cut, round_id)
    reply.answer(cut, round_id, score=100, claim="x")
    assert reply.resolve(cut, round_id, score=90, reason="y").state == "resolved"


def test_the_texts_go_by_the_policy_and_the_scores_stay(panel, scored, act, monkeypatch):
    cut, round_id, scores = scored
    due = reply.ask(panel, cut, round_id).due
    reply.answer(cut, round_id, score=100, claim="x")
    reply.resolve(cut, round_id, score=90, reason="y")
    days = institution.settings().retention.replies_days
    for more, left, gone in ((-1, ("x", "y"), 0), (1, ("", ""), 1), (2, ("", ""), 0)):
        monkeypatch.setattr(clock, "now", lambda m=more: due + timedelta(days=days + m))
        assert register.retain()["replies"] == gone
        [case] = reply.cases(round_id)
        assert (case.claim, case.resolution) == left
        assert (case.published, case.claimed, case.resolved) == (scores[cut], 100, 90)


def test_every_other_way_is_refused(panel, scored, act, monkeypatch):
    cut, round_id, _ = scored
    with pytest.raises(FaroError, match="no score"):
        reply.ask(panel, "99999", round_id)
    with pytest.raises(FaroError, match="not asked"):
        reply.answer(cut, round_id, score=50, claim="x")
    with pytest.raises(FaroError, match="nothing open"):
        reply.resolve(cut, round_id, score=50, reason="x")
    case = reply.ask(panel, cut, round_id)
    with pytest.raises(FaroError, match="asked before"):
        reply.ask(panel, cut, round_id)
    for score, text in ((101, "x"), (-1, "x"), (50, " "), (50, "x" * 9_999)):
        with pytest.raises(FaroError):
            reply.answer(cut, round_id, score=score, claim=text)
    act("reader")
    for go in (lambda: reply.answer(cut, round_id, score=1, claim="x"), lambda: reply.cases()):
        with pytest.raises(FaroError, match="role"):
            go()
    act("sender")
    monkeypatch.setattr(clock, "now", lambda: case.due + timedelta(seconds=1))
    with pytest.raises(FaroError, match="due"):
        reply.answer(cut, round_id, score=50, claim="x")
    assert [case.state for case in reply.cases(round_id)] == ["closed"]


def test_what_reads_as_a_name_is_refused_until_it_is_said_to_be_none(panel, scored, act):
    cut, round_id, _ = scored
    reply.ask(panel, cut, round_id)
    words = "Lo publicó Juana Soto Pérez"
    steps = ((reply.answer, {"claim": words}), (reply.resolve, {"reason": words}))
    for step, why in steps:
        with pytest.raises(FaroError, match="«Juana Soto Pérez» reads as the name"):
            step(cut, round_id, score=90, **why)
        step(cut, round_id, score=90, **why, no_people=True)


def test_a_case_of_what_is_not_out_is_no_case_for_who_may_not_see_it(panel, scored, act):
    cut, round_id, _ = scored
    at = (clock.now() + timedelta(days=1)).isoformat()
    releases.change("r", subject=f"round:{round_id}", state="confirmed", at=at, reason="")
    reply.ask(panel, cut, round_id)
    assert len(reply.cases(round_id)) == 1
    act("sender")
    assert reply.cases(round_id) == [] and reply.cases() == []
    with pytest.raises(FaroError, match="was not asked"):  # as of one that never was
        reply.answer(cut, round_id, score=50, claim="x")
    releases.change("r", subject="", state="provisional", at="2020-01-01T09:00", reason="sale")
    assert len(reply.cases(round_id)) == 1


@pytest.mark.parametrize(
    ("day", "days", "due"),
    [
        (date(2026, 12, 4), 1, date(2026, 12, 7)),  # a Friday
        (date(2026, 12, 7), 1, date(2026, 12, 9)),  # the 8th is a holiday
        (date(2026, 12, 31), 1, date(2027, 1, 4)),
    ],
)
def test_deadlines_are_working_days_of_chile(day, days, due):
    deadline = reply.deadline(day, days)
    assert deadline.astimezone(clock.CHILE).date() == due
    assert deadline == datetime(due.year, due.month, due.day, 23, 59, 59, tzinfo=clock.CHILE)
    assert deadline.tzinfo == UTC


def test_a_case_whose_build_is_on_the_shelf_no_more_goes_on_while_another_round_waits(
    panel, scored, act, monkeypatch, tmp_path
):
    cut, round_id, _ = scored
    case = reply.ask(panel, cut, round_id)
    monkeypatch.setenv("FARO_CURATED", str(tmp_path))  # it was pruned
    announce = {"state": "confirmed", "at": "2099-01-01T09:00", "reason": ""}
    releases.change("next", subject="round:r2099", **announce)
    act("sender")
    assert [case.cut for case in reply.cases()] == [cut]
    releases.change("own", subject=f"round:{round_id}", **announce)
    assert reply.cases() == []
    with pytest.raises(FaroError, match="was not asked"):
        reply.answer(cut, round_id, score=99, claim="x")
    releases.change("own", subject="", state="withdrawn", at="", reason="x")
    assert reply.cases() == []
    releases.change("own", subject="", state="published", at="2020-01-01T09:00", reason="x")
    assert reply.answer(cut, round_id, score=99, claim="x").due == case.due


def test_the_console_says_how_to_ask_and_the_last_day_as_it_is_in_chile(
    panel, scored, faro, monkeypatch
):
    monkeypatch.setenv("FARO_CURATED", str(panel.folder.parent))
    cut, round_id, _ = scored
    code, _, refused = faro("reply", "ask", cut, round_id)
    assert code == 1 and "FARO_UNRELEASED=1" in refused and "Log in" not in refused
    monkeypatch.setenv("FARO_UNRELEASED", "1")
    code, printed, _ = faro("reply", "ask", cut, round_id)
    assert code == 0
    last = reply.cases(round_id)[0].due.astimezone(clock.CHILE).date().isoformat()
    assert printed.strip().endswith(f"due {last}")
    assert last in faro("reply", "list", round_id)[1]
