"""Of which figures a claim is made, where a round has municipal scores and printed means."""

from __future__ import annotations

import duckdb
import pytest

from pipelines import origins, paths

ROUNDS = (("r1", 2024), ("r2", 2025))
GROUPS = {"mgtm_pilot": (50, 60), "non_pilot": (50, 55)}
SIZE = 12
PRINTED = 70.0


def _claim(origin):
    """Return basis and origin of each comparison, municipal scores of which are of one origin."""
    database = duckdb.connect()
    database.execute(f"create type {origins.TYPE} as {origins.ENUM}")
    database.execute("create macro minimum_group() as 5")
    database.execute(
        "create table core_convenios__signing (cut varchar, date_signed date, country varchar, "
        "kind varchar);"
        "create table core_fiscalizacion__method_break (year_position double);"
        "create table core_fiscalizacion__round (round_id varchar, year integer);"
        "create table out_convenios__group_member (cut varchar, group_id varchar, origin ORIGIN);"
        "create table out_fiscalizacion__municipality_standing (cut varchar, round_id varchar, "
        "year integer, score_pct double, revision varchar, origin ORIGIN);"
        "create table out_fiscalizacion__round_group (group_id varchar, round_id varchar, "
        "year integer, mean_pct double, n_municipalities integer, universe_count integer)"
    )
    for at, (name, year) in enumerate(ROUNDS):
        database.execute("insert into core_fiscalizacion__round values (?, ?)", [name, year])
        for group, scores in GROUPS.items():
            printed = [group, name, year, PRINTED + at, SIZE, SIZE]
            database.execute(
                "insert into out_fiscalizacion__round_group values (?, ?, ?, ?, ?, ?)", printed
            )
            for number in range(SIZE):
                cut = f"{group}{number}"
                database.execute(
                    "insert into out_fiscalizacion__municipality_standing "
                    "values (?, ?, ?, ?, 'as_published', ?)",
                    [cut, name, year, scores[at], origin],
                )
                if not at:
                    database.execute(
                        "insert into out_convenios__group_member values (?, ?, 'published')",
                        [cut, group],
                    )
    sql = (paths.SQL_OUT / "out_estudio__claim.sql").read_text("utf-8")
    rows = database.execute(f"select basis, pilot_before_pct from ({sql}) where yardstick = 'rest'")
    return set(rows.fetchall())


@pytest.mark.parametrize(
    ("origin", "basis", "before"),
    [
        ("delivered", "delivered", 50),
        ("computed", "delivered", 50),
        ("third_party", "published", PRINTED),
        ("simulated", "published", PRINTED),
    ],
)
def test_municipal_scores_stand_before_printed_means_and_weights_of_others_behind(
    origin, basis, before
):
    assert _claim(origin) == {(basis, before)}
