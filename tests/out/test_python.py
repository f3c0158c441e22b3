"""From Python: short names, cuts by entity, attributes; what the page of the docs shows runs."""

from __future__ import annotations

import re

import pytest

from pipelines import paths, serving
from pipelines.errors import FaroError

PAGE = (paths.REPO / "docs" / "python.md").read_text(encoding="utf-8")
README = (paths.REPO / "README.md").read_text(encoding="utf-8")


def blocks(text: str) -> list[str]:
    return re.findall(r"```python\n(.*?)```", text, flags=re.DOTALL)


@pytest.fixture
def demo(demo_built) -> serving.Build:
    return serving.open(root=demo_built)


@pytest.mark.thorough
@pytest.mark.parametrize("which", ["built", "demo_built"])
def test_the_examples_of_the_docs_run(which, request, monkeypatch, capsys):
    monkeypatch.setenv("FARO_CURATED", str(request.getfixturevalue(which)))
    for text in (PAGE, README):
        examples = blocks(text)
        assert examples
        exec("\n".join(examples), {})
    assert "out_fiscalizacion__round_group" in capsys.readouterr().out


def test_a_metric_by_round_and_region_says_unit_and_origin(demo):
    rows = demo.metric("ta_score", by=["round", "region"])
    assert list(rows.columns) == ["round", "region", "value", "n", "origin"]
    assert set(rows.region) == {f"{code:02}" for code in range(1, 17)}
    assert rows.attrs["unit"] == "percent" and rows.attrs["origin"] == ["published", "simulated"]
    assert rows.attrs["name"]["en"] and rows.attrs["definition"]["es"]
    same = demo.table("out_fiscalizacion__round_distribution", {"dimension": "region"})
    same = same[same.revision == "as_published"].set_index(["round_id", "member"])
    held = rows[rows.value.notna() & (rows.origin == "simulated")]
    assert len(held)
    for row in held.itertuples():
        stored = same.loc[(row.round, row.region)]
        assert row.value == pytest.approx(stored.mean_pct) and row.n == stored.n_municipalities


def test_short_and_whole_names_give_the_same(demo):
    short = demo.metric("ta_score", by=["round", "group"], where={"round": "r2012"})
    whole = demo.metric("ta_score", by=["round_id", "group_id"], where={"round_id": "r2012"})
    assert short.value.tolist() == whole.value.tolist() and len(short) == 3
    by_short = demo.metric("ta_score", by=["round"], where={"municipality": "13101"})
    assert len(by_short) and by_short.attrs["table"] == "out_comparacion__entity_period"
    assert len(demo.metric("months_published", by=["year", "region", "file"])) > 100


@pytest.mark.parametrize(
    ("by", "where"),
    [
        (["galaxy"], {}),
        (["region", "municipality"], {}),
        (["round", "region"], {"tool": "x"}),
        (["round"], {"round_id' or 1=1 --": "x"}),
    ],
)
def test_what_a_metric_cannot_be_cut_by_is_told(demo, by, where):
    with pytest.raises(FaroError) as error:
        demo.metric("ta_score", by=by, where=where)
    assert error.value.code == "no_dimension" and "region" in str(error.value)


def test_published_figures_alone_have_no_regional_rows(built):
    rows = serving.open(root=built).metric("ta_score", by=["round", "region"])
    assert list(rows.columns) == ["round", "region", "value", "n", "origin"]
    assert "simulated" not in rows.attrs["origin"]
