"""A build made by Spark and one made by DuckDB serve the same: tables, figures, pages."""

from __future__ import annotations

from contextlib import closing

import pyarrow.parquet as pq
import pytest
from builds_for_tests import RAW, unjudged
from conftest import EVERYTHING
from engines_for_tests import difference
from standing_for_tests import every

from pipelines import serving, specs
from pipelines.build import build, quality
from pipelines.build import folder as shelf
from pipelines.bulk.spark_tables import SparkTables
from pipelines.errors import FaroError
from pipelines.serving.compare import compare

pytestmark = pytest.mark.skipif(not EVERYTHING, reason="a build is part of make test-spark")


def test_a_build_by_spark_serves_what_one_by_duckdb_does(spark, demo_built, tmp_path, monkeypatch):
    monkeypatch.setattr(quality, "judge_later", unjudged)
    [other] = [manifest.parent for manifest in demo_built.glob("*/manifest.json")]
    with closing(SparkTables("local[1]", tmp_path, heavy=0)) as engine:
        monkeypatch.setattr(engine._spark, "close", lambda: None)  # other tests go on with it
        outcome = build(RAW, tmp_path, demo=demo_built.parent / "panel", engine=engine)
        assert set(engine.made) == set(every())
        # What fails in Spark leaves the last build served, and nothing of its own.
        monkeypatch.setattr(engine._spark, "run", _fails)
        with pytest.raises(FaroError, match="gave up"):
            build(RAW, tmp_path, demo=demo_built.parent / "panel", engine=engine, rebuild=True)
    assert serving.open(root=tmp_path).build_id == outcome.build_id == other.name
    assert not list(tmp_path.glob(".spark-*")) and not list(tmp_path.glob(f"{shelf._UNFINISHED}*"))
    ours, theirs = (serving.open(root=root) for root in (tmp_path, demo_built))
    assert compare(theirs, ours).total == 0
    for name in specs.contracts():
        own, two = (pq.read_table(b.folder / "tables" / f"{name}.parquet") for b in (ours, theirs))
        assert own.schema == two.schema, name
        assert difference(own, two) is None, name
    for name in sorted(path.name for path in (theirs.folder / "api").iterdir()):
        assert (ours.folder / "api" / name).is_file(), name


def _fails(job) -> None:
    raise FaroError("it gave up", code="spark_failed")
