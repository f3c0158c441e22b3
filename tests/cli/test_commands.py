"""The command line: formats, exit codes, one clear line instead of a traceback."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from cli import main

QUERY = "select 1 as one, 'ñandú' as text, null as nothing, 0 as zero, 30.26::double as mean"


def test_json_keeps_missing_and_zero_apart(served, faro):
    code, out, _ = faro("query", QUERY, "--format", "json")
    row = {"one": 1, "text": "ñandú", "nothing": None, "zero": 0, "mean": 30.26}
    assert code == 0 and json.loads(out) == [row]


def test_csv_reads_back(served, faro):
    code, out, _ = faro("query", QUERY, "--format", "csv")
    [row] = csv.DictReader(io.StringIO(out))
    assert code == 0
    assert row == {"one": "1", "text": "ñandú", "nothing": "", "zero": "0", "mean": "30.26"}


def test_parquet_reads_back_and_simulated_rows_leave_marked(demo_built):
    query = "select mean_pct from out_estudio__series where origin = 'simulated'"
    ran = subprocess.run(
        [Path(sys.executable).with_name("faro"), "query", query, "--format", "parquet"],
        capture_output=True,
        env={**os.environ, "FARO_CURATED": str(demo_built)},
    )
    assert ran.returncode == 0, ran.stderr
    rows = pd.read_parquet(io.BytesIO(ran.stdout))
    assert len(rows) and (rows["faro_worst_origin_read"] == "simulated").all()


def test_a_table_shows_any_kind_of_value(served, faro):
    sql = QUERY + ", [1, 2] as list, date '2020-01-01' as day, null::integer as n, '[x]' as mark"
    code, out, err = faro("query", sql)
    assert code == 0, err
    assert "ñandú" in out and "[x]" in out and "nan" not in out.lower().replace("ñandú", "")


@pytest.mark.few(5)
@pytest.mark.parametrize("table", ["out_quality__reconciliation", "out_fiscalizacion__round_group"])
@pytest.mark.parametrize("format_", ["table", "csv", "json"])
def test_whole_tables_in_every_format(served, faro, table, format_):
    code, out, err = faro("query", f"select * from {table}", "--format", format_)
    assert code == 0, err
    assert out.strip()


def test_status_in_words_and_for_machines(served, faro):
    code, out, _ = faro("status", "--json")
    content = json.loads(out)
    assert code == 0 and content["last_failure"] is None
    build_id = content["served"]["build_id"]
    assert content["builds"] == [build_id]
    code, words, warnings = faro("status")
    assert code == 0 and build_id in words
    assert "warning" in warnings and "critical" not in warnings


def test_an_older_build_by_its_id(served, faro):
    build_id = (served / "LATEST").read_text().strip()
    assert faro("query", "select 1 as one", "--build", build_id)[0] == 0
    code, _, refusal = faro("query", "select 1 as one", "--build", "feedbeef")
    assert code == 1 and "feedbeef" in refusal


def test_before_the_first_build(faro, tmp_path):
    for words in (["status"], ["query", "select 1"]):
        code, out, refusal = faro(*words, "--out", tmp_path)
        assert code == 1 and out == ""
        assert "faro build" in refusal and len(refusal.strip().splitlines()) == 1


def test_a_crash_is_one_line_and_the_trace_is_for_the_operator(served, faro, monkeypatch):
    def crash(*_, **__):
        raise RuntimeError("first line\nsecond line")

    monkeypatch.setattr("pipelines.serving.Build.ask", crash)
    code, _, refusal = faro("query", "select 1")
    assert code == 1 and "Traceback" not in refusal
    assert "first line second line" in refusal and len(refusal.strip().splitlines()) == 1
    monkeypatch.setenv("FARO_DEBUG", "1")
    monkeypatch.setattr("sys.argv", ["faro", "query", "select 1"])
    with pytest.raises(RuntimeError):
        main()


def test_wrong_options_are_explained(faro):
    for words in (["query"], ["query", "select 1", "--format", "xml"], ["nonsense"]):
        code, _, refusal = faro(*words)
        assert code == 2 and "Traceback" not in refusal and refusal.strip()


def test_checking_what_is_not_there(faro, tmp_path):
    code, out, err = faro("check", tmp_path / "nothing.csv")
    printed = out + err
    assert code == 1 and "nothing.csv" in printed and "Traceback" not in printed
