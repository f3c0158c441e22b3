"""Convenios, adoption, self-assessments and observations: counts, order and consistency."""

from __future__ import annotations

import pandas as pd
import pytest
from demo_panel import Panel
from demo_panel import published as table

from pipelines.demo.adoption import NOT_VISITED
from pipelines.methods import models

STAGES = ["counterpart", "started", "implemented", "verified"]


def first_signing(panel: Panel) -> pd.Series:
    signed = panel.rows("convenio")
    signed = signed[signed["kind"].isin(["pilot", "mgtm"])]
    assert signed["cut"].is_unique
    return pd.to_datetime(signed.set_index("cut")["date_signed"])


@pytest.mark.thorough
def test_convenios_reach_the_published_counts(panel: Panel):
    days = first_signing(panel)
    reached = [(days <= pd.Timestamp(y, 12, 31)).sum() for y in (2011, 2012, 2013, 2019, 2026)]
    assert reached == [0, 36, 186, 340, 340]
    assert len(panel.manifest["never_signed"]) == 5
    assert not set(panel.manifest["never_signed"]) & set(panel.rows("convenio")["cut"])


@pytest.mark.thorough
def test_known_signings_are_at_their_dates(panel: Panel, comunas):
    days = first_signing(panel)
    kinds = panel.rows("convenio").drop_duplicates("cut").set_index("cut")["kind"]
    by_name = {(r["comuna"], r["region"]): cut for cut, r in comunas.iterrows()}
    known = table("published/convenios")
    assert len(known) == 26
    for row in known:
        cut = by_name[row["municipality_as_published"], row["region"]]
        assert days[cut].strftime("%Y-%m-%d").startswith(row["date"]), row
        assert kinds[cut] == ("pilot" if row["event"] == "pilot" else "mgtm")


@pytest.mark.thorough
def test_some_convenios_end_within_a_year_and_none_before_it_starts(panel: Panel):
    rows = panel.rows("convenio")
    ends = pd.to_datetime(rows["date_end"])
    soon = ends.between(pd.Timestamp(2026, 12, 1), pd.Timestamp(2027, 11, 30))
    assert 15 <= soon.sum() <= 90
    assert (ends.dropna() > pd.to_datetime(rows["date_signed"])[ends.notna()]).all()
    renewed = pd.to_datetime(rows["date_renewed"]).dropna()
    assert (renewed > pd.to_datetime(rows["date_signed"])[renewed.index]).all()
    assert (renewed < ends[renewed.index]).all()


def test_the_funnel_of_mid_2017(panel: Panel, comunas):
    rows = panel.rows("adopcion")
    rows = rows[pd.to_datetime(rows["date"]) <= pd.Timestamp(2017, 6, 30)]
    who = {stage: set(rows[rows["stage"] == stage]["cut"]) for stage in ("attended", "signed")}
    who["counterpart"] = set(rows[rows["stage"] == "counterpart"]["cut"])
    assert [len(who[s]) for s in ("attended", "signed", "counterpart")] == [230, 174, 115]
    assert who["counterpart"] <= who["signed"] <= who["attended"]
    visited = set(comunas.loc[sorted(who["attended"]), "region"])
    assert not visited & set(NOT_VISITED)
    assert len(visited - {"Ñuble"}) == 12
    letters = panel.rows("convenio").query("kind == 'mgtm2_letter'")
    assert set(letters["cut"]) == who["signed"] and len(letters) == 174


def test_sessions_are_held_once_a_region(panel: Panel, comunas):
    attended = panel.rows("adopcion").query("stage == 'attended'")
    region = attended["cut"].map(comunas["region"]).replace("Ñuble", "Biobío")
    days = pd.to_datetime(attended["date"]).groupby(region)
    assert set(days.nunique()) == {1}
    assert days.first().between(pd.Timestamp(2016, 9, 1), pd.Timestamp(2017, 7, 31)).all()


def test_stages_of_a_tool_come_in_order_and_after_the_signing(panel: Panel):
    rows = panel.rows("adopcion").dropna(subset=["tool_id"])
    dates = rows.assign(date=pd.to_datetime(rows["date"]))
    wide = dates.pivot(index=["cut", "tool_id"], columns="stage", values="date")[STAGES]
    for before, after in (STAGES[1:3], STAGES[2:4]):
        reached = wide[wide[after].notna()]
        assert reached[before].notna().all() and (reached[before] <= reached[after]).all()
    listed = {m.id: m.versions for m in models.library().models}
    new = {tool.id for version in listed["mgtm2"] for _, tool in version.tools()}
    known = new | {tool.id for _, tool in listed["mgtm"][0].tools()}
    of_new = wide[wide.index.get_level_values("tool_id").isin(new)]
    counterparts = panel.rows("adopcion").query("stage == 'counterpart'")
    named = pd.to_datetime(counterparts.groupby("cut")["date"].min())
    named = of_new.index.get_level_values("cut").map(named)
    assert named.notna().all()
    begun = of_new["started"].notna()
    assert begun.sum() > 50 and (named <= of_new["started"])[begun].all()
    old = wide[~wide.index.get_level_values("tool_id").isin(new)]
    signed = old.index.get_level_values("cut").map(first_signing(panel))
    assert (old["started"] > signed).all()
    assert old["started"].dt.year.min() in (2012, 2013)
    regional = {tool.id for _, tool in listed["regional"][0].tools()}  # of those that plan it
    assert known <= set(rows["tool_id"]) <= known | regional


def test_some_signed_and_started_nothing(panel: Panel):
    started = set(panel.rows("adopcion").query("stage == 'started'")["cut"])
    stuck = set(first_signing(panel).index) - started
    assert 15 <= len(stuck) <= 100


RANK = {"not_published": 0, "incomplete": 1, "outdated": 2, "publishes": 3}


def audited(panel: Panel) -> pd.DataFrame:
    """State of a materia: the worst of its criteria; none where a criterion has no value."""
    rows = panel.rows("fiscalizacion_long")
    rows = rows.assign(rank=rows["state"].map(RANK))
    keys = ["cut", "round_id", "materia_id"]
    return (
        rows.groupby(keys)["rank"]
        .agg(lambda ranks: ranks.min() if ranks.notna().all() else None)
        .reset_index()
    )


def test_self_assessments_over_report_a_little(panel: Panel):
    declared = panel.rows("autoevaluacion")
    both = declared.merge(audited(panel)).dropna(subset=["rank"])
    assert len(both) == len(declared) > 3000
    over = both["declared_state"].map(RANK) > both["rank"]
    under = both["declared_state"].map(RANK) < both["rank"]
    assert 0.05 < over.mean() < 0.35
    assert under.mean() < over.mean() / 3
    assert set(declared["round_id"]) == {"r2024", "r2025"}
    rounds = pd.to_datetime(declared["declared_date"]).dt.year
    assert (rounds == declared["round_id"].str[1:].astype(int)).all()


def test_observations_explain_the_revised_totals(panel: Panel):
    cases = panel.rows("observacion")
    assert 24 <= len(cases) <= 80
    granted = cases["resolution"].isin(["accepted", "partly_accepted"])
    gain = cases["score_after_pct"] - cases["score_before_pct"]
    assert (gain[granted] > 0).all()
    assert (gain[cases["resolution"] == "rejected"] == 0).all()
    assert cases.loc[cases["resolution"] == "pending", "score_after_pct"].isna().all()
    totals = panel.rows("fiscalizacion_total")
    revised = totals[totals["revision"] == "as_revised"]
    assert set(revised["cut"]) == set(cases[granted]["cut"])
    assert set(revised["round_id"]) == {"r2024"} == set(cases[granted]["round_id"])
    both = revised.merge(panel.totals(), on=["cut", "round_id"], suffixes=("", "_before"))
    change = both["score_pct"] - both["score_pct_before"]
    assert change.between(0.01, 6).all()


def test_revised_totals_follow_from_the_weights(panel: Panel):
    weights = panel.rows("ponderacion").query("method_id == 'semi_automatic_2024'")
    items = panel.rows("fiscalizacion_long").query("round_id == 'r2024'")
    items = items.merge(weights[["materia_id", "criterion", "weight"]]).dropna(subset=["score_pct"])
    whole = items.groupby("cut")["weight"].sum()
    part = items.groupby(["cut", "materia_id"])["weight"].sum()
    before = panel.totals().query("round_id == 'r2024'").set_index("cut")["score_pct"]
    totals = panel.rows("fiscalizacion_total")
    after = totals[totals["revision"] == "as_revised"].set_index("cut")["score_pct"]
    cases = panel.rows("observacion").query("resolution in ['accepted', 'partly_accepted']")
    for case in cases.itertuples():
        share = part[case.cut, case.materia_id] / whole[case.cut]
        gain = (case.score_after_pct - case.score_before_pct) * share
        assert abs(before[case.cut] + gain - after[case.cut]) < 0.011, case
