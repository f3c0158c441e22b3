"""Freshness in SQL: against what was published, and on rows made up by hand."""

from __future__ import annotations

from datetime import date

import duckdb
import pytest
from builds_for_tests import RAW

from pipelines import paths, serving
from pipelines.build import statements, warehouse
from pipelines.specs import lineage

MADE = (
    "out_publicacion__edition",
    "out_publicacion__month_seen",
    "out_publicacion__file_edition",
    "out_publicacion__arrival",
    "out_publicacion__punctuality",
    "out_publicacion__month_municipality",
    "out_publicacion__municipality_file",
    "out_publicacion__file_update",
    "out_publicacion__file_freshness",
    "out_publicacion__month_share",
    "out_publicacion__calendar",
    "out_publicacion__municipality_year",
    "out_publicacion__due_share",
)
GIVEN = (
    "core_calendar__day",
    "core_catalogue__band",
    "core_catalogue__ta_file",
    "core_publicacion__month_count",
    "core_publicacion__update_day",
    "core_territory__comuna",
    "core_territory__region",
    "out_calendar__month_deadline",
    "out_publicacion__year_region_file",
)
# What a test delivers by hand stands alone: none of the compiled series.
EMPTY = (
    "core_publicacion__audit_row",
    "core_publicacion__file_year",
    "core_publicacion__arrival",
    "core_publicacion__update_on",
    "core_publicacion__edition_read",
)


@pytest.fixture
def build(built) -> serving.Build:
    return serving.open(root=built)


def by_hand(built, rows: list[dict]) -> duckdb.DuckDBPyConnection:
    """Run the SQL of publication on an audit of some rows and the rest of a real build."""
    connection = warehouse.teach(duckdb.connect())
    folder = built / serving.latest_id(built) / "tables"
    for name in GIVEN:
        connection.execute(f"create table {name} as from '{folder / name}.parquet'")
    for name in EMPTY:
        connection.execute(f"create table {name} as from '{folder / name}.parquet' limit 0")
    for row in rows:
        marked = row["months"]  # None where the edition has no months at all
        months = {f"month_{m:02}": None if marked is None else m in marked for m in range(1, 13)}
        full = {
            **{"cut": row["cut"], "ta_file": row["file"], "year": row["year"]},
            **{"sector": "municipality", "last_update": row["updated"], "origin": "delivered"},
            **{"edition_date": row["edition"], "source_file": "audit.csv"},
            **months,
        }
        names, marks = ", ".join(full), ", ".join("?" * len(full))
        connection.execute(
            f"insert into core_publicacion__audit_row ({names}) values ({marks})",
            list(full.values()),
        )
    made = {name: paths.SQL_OUT / f"{name}.sql" for name in MADE}
    for name in lineage.in_order(made, given=[*GIVEN, *EMPTY]):
        statements.make_table(connection, name, paths.SQL_OUT / f"{name}.sql")
    return connection


def audited(cut, months, updated, year=2025, file="TA_PersonalPlanta", edition=None):
    fields = {"cut": cut, "file": file, "year": year, "months": months, "updated": updated}
    return {**fields, "edition": edition}


FIVE = ["13101", "13102", "13103", "13104", "13105"]
ROWS = [
    audited("13101", range(1, 8), date(2025, 8, 14)),  # the tenth working day of August
    audited("13102", range(1, 7), date(2025, 8, 18)),  # the eleventh: the 15th is a holiday
    audited("13103", range(1, 4), date(2025, 4, 10)),  # nothing in August
    audited("13104", (), None),  # audited, nothing published
    audited("13105", range(1, 13), date(2025, 8, 16)),  # a Saturday counts as the 18th
]


def test_the_957_published_rows_stay_as_they_are(build):
    rows = build.table("out_publicacion__year_region_file")
    with (RAW / "published" / "publication_by_region.csv").open() as stream:
        source = duckdb.from_csv_auto(stream.name).df()
    keys = ["year", "geography", "ta_file"]
    both = rows.merge(source, on=keys, suffixes=("", "_source"))
    assert len(rows) == len(both) == 957
    for name in ("municipalities", "mean_months_published", "share_11_or_12_months_pct"):
        assert (both[name] == both[f"{name}_source"]).all()


def test_months_add_up_to_the_printed_means(build):
    months = build.table("out_publicacion__month_share")
    assert len(months) == 957 * 12
    sums = months.groupby(["year", "geography", "ta_file"]).agg(
        published=("published_count", "sum"), n=("municipalities", "max")
    )
    printed = build.table("out_publicacion__year_region_file").set_index(sums.index.names)
    difference = sums["published"] / sums["n"] - printed["mean_months_published"]
    assert difference.abs().max() <= 0.005 + 1e-9


def test_a_file_looked_at_in_august_owes_six_months(build):
    due = build.table("out_publicacion__due_share", {"year": 2024, "geography": "Chile"})
    due = due.set_index("ta_file")["due_months"]
    assert due["TA_PasivosMunicipio"] == 6  # seen until 9 August 2024, before the 14th
    assert due["TA_Nomina_beneficiarios"] == 10  # 29 November 2024
    assert due["TA_PersonalPlanta"] == 11  # 4 January 2025
    earlier = build.table("out_publicacion__due_share", {"year": 2023, "geography": "Chile"})
    assert set(earlier["due_months"]) == {12}


def test_small_regions_have_no_share(build):
    rows = build.table("out_publicacion__due_share", {"geography": "Arica y Parinacota"})
    assert rows["published_due_pct"].isna().all()
    assert set(rows["due_state"]) == {"few"}


def test_freshness_metrics_of_the_published_audit(build):
    due = build.metric("months_due_published", by=["year"], where={"geography_level": "country"})
    assert due.set_index("year")["value"].round(1).to_dict() == {2022: 73.4, 2023: 76.3, 2024: 83.8}
    on_time = build.metric("updates_on_time", where={"is_monthly": True}).iloc[0]
    assert (round(on_time["value"], 1), on_time["n"]) == (65.7, 3127)


def test_update_states_by_hand(built):
    connection = by_hand(built, ROWS)
    rows = connection.execute(
        "select last_update, working_day_of_month, update_state from out_publicacion__file_update"
        " order by last_update"
    ).fetchall()
    assert rows == [
        (date(2025, 4, 10), 8, "overdue"),
        (date(2025, 8, 14), 10, "on_time"),
        (date(2025, 8, 16), 11, "late"),
        (date(2025, 8, 18), 11, "late"),
    ]


def test_months_due_by_hand(built):
    connection = by_hand(built, ROWS)
    [(municipalities, due, published, share)] = connection.execute(
        "select municipalities, due_months, published_due_count, published_due_pct "
        "from out_publicacion__due_share where year = 2025 and geography_level = 'country'"
    ).fetchall()
    # Seen until 18 August: July was due on the 14th, so seven months; 7 + 6 + 3 + 0 + 7 of 35.
    assert (municipalities, due, published) == (5, 7, 23)
    assert share == pytest.approx(100 * 23 / 35)


def test_published_not_published_not_due_and_unknown_are_four_things(built):
    connection = by_hand(built, ROWS)

    def states(cut: str, file: str) -> list[str]:
        rows = connection.execute(
            "select publication_state from out_publicacion__calendar "
            "where cut = ? and ta_file = ? and year = 2025 order by month",
            [cut, file],
        ).fetchall()
        return [state for (state,) in rows]

    assert states("13102", "TA_PersonalPlanta") == (
        ["published"] * 6 + ["not_published"] + ["not_due"] * 5
    )
    assert states("13105", "TA_PersonalPlanta") == ["published"] * 12
    assert states("13101", "TA_Auditorias") == ["unknown"] * 12
    years = connection.execute(
        "select cut, published_due_count, due_count, overdue_files "
        "from out_publicacion__municipality_year where year = 2025 order by cut"
    ).fetchall()
    assert years == [
        ("13101", 7, 7, 0),
        ("13102", 6, 7, 0),
        ("13103", 3, 7, 1),
        ("13104", 0, 7, 0),
        ("13105", 7, 7, 0),
    ]


def test_a_later_delivered_year_does_not_move_the_published_ones(built, build):
    connection = by_hand(built, ROWS)
    moved = connection.execute(
        "select year, ta_file, due_months from out_publicacion__due_share "
        "where year <= 2024 and geography_level = 'country' order by all"
    ).fetchall()
    usual = build.table("out_publicacion__due_share", {"geography_level": "country"})
    assert moved == sorted(
        usual[["year", "ta_file", "due_months"]].itertuples(index=False, name=None)
    )


def test_without_a_date_an_empty_month_is_unknown(built):
    connection = by_hand(built, [audited(cut, {7}, None) for cut in FIVE])
    rows = connection.execute(
        "select month = 7, publication_state, count(*) from out_publicacion__calendar "
        "where ta_file = 'TA_PersonalPlanta' group by all order by all"
    ).fetchall()
    assert rows == [(False, "unknown", 55), (True, "published", 5)]


def edition(day: date, *rows: tuple) -> list[dict]:
    """One edition: (cut, months marked, last update) of staff on the payroll, in 2025."""
    return [audited(cut, months, updated, edition=day) for cut, months, updated in rows]


def test_arrivals_come_out_of_successive_editions(built):
    first, second, third = date(2025, 7, 26), date(2025, 8, 9), date(2025, 8, 30)
    connection = by_hand(
        built,
        [
            # 13101 brings July on the 8th; 13102 between two editions; 13103 takes June away and
            # brings it back; 13104 had June before anybody looked; 13105 marks nothing.
            *edition(first, ("13101", range(1, 7), date(2025, 7, 10)),
                     ("13102", range(1, 7), date(2025, 7, 24)),
                     ("13103", range(1, 7), date(2025, 7, 9)),
                     ("13104", range(1, 7), date(2025, 7, 9)), ("13105", (), None)),
            *edition(second, ("13101", range(1, 8), date(2025, 8, 8)),
                     ("13102", range(1, 7), date(2025, 7, 24)),
                     ("13103", range(1, 6), date(2025, 8, 4)),
                     ("13104", range(1, 7), date(2025, 7, 9)), ("13105", (), None)),
            *edition(third, ("13101", range(1, 8), date(2025, 8, 8)),
                     ("13102", range(1, 8), None),
                     ("13103", range(1, 7), date(2025, 8, 26)),
                     ("13104", range(1, 7), date(2025, 7, 9)), ("13105", (), None)),
        ],
    )  # fmt: skip
    rows = connection.execute(
        "select cut, month, absent_on, first_seen_on, day_basis, earliest_on, latest_on, gone_count"
        " from out_publicacion__arrival order by all"
    ).fetchall()
    assert rows == [
        ("13101", 7, first, second, "exact", date(2025, 8, 8), date(2025, 8, 8), 0),
        # The second edition knew of updates until 8 August: from the 9th to the third edition.
        ("13102", 7, second, third, "interval", date(2025, 8, 9), third, 0),
        ("13103", 6, second, third, "exact", date(2025, 8, 26), date(2025, 8, 26), 1),
    ]
    states = connection.execute(
        "select cut, month, punctuality_state, unknown_reason, latest_working_day "
        "from out_publicacion__punctuality where month in (6, 7) order by all"
    ).fetchall()
    assert states == [
        ("13101", 6, "unknown", "before_watch", 19),
        ("13101", 7, "on_time", None, 6),  # due 14 August
        ("13102", 6, "unknown", "before_watch", 19),
        ("13102", 7, "unknown", "straddles", 21),
        ("13103", 6, "late", None, 39),
        ("13103", 7, "not_seen", None, None),
        ("13104", 6, "unknown", "before_watch", 19),
        ("13104", 7, "not_seen", None, None),
        ("13105", 6, "not_seen", None, None),
        ("13105", 7, "not_seen", None, None),
    ]


def test_a_month_marked_before_it_began_says_nothing_of_its_day(built):
    first, second, third = date(2025, 6, 28), date(2025, 7, 26), date(2025, 9, 27)
    marks = ((first, 6, 6), (second, 8, 6), (third, 8, 8))
    rows = [
        row
        for day, early, usual in marks
        for row in edition(
            day,
            ("13101", range(1, early + 1), day),
            *((cut, range(1, usual + 1), day) for cut in FIVE if cut != "13101"),
        )
    ]
    result = by_hand(built, rows).execute(
        "select cut, month, day_basis, earliest_on, latest_on, punctuality_state, unknown_reason"
        " from out_publicacion__punctuality where month = 8 and cut in ('13101', '13102')"
        " order by cut"
    )
    assert result.fetchall() == [
        ("13101", 8, "none", date(2025, 8, 1), None, "unknown", "premature"),
        ("13102", 8, "exact", third, third, "late", None),
    ]


def test_an_edition_of_the_future_is_left_out_with_its_reason(built):
    sound, wrong = date(2025, 3, 1), date(2025, 3, 8)
    connection = by_hand(
        built,
        [
            *edition(sound, *((cut, (1,), date(2025, 2, 10)) for cut in FIVE)),
            *edition(wrong, *((cut, range(1, 13), date(2025, 3, 7)) for cut in FIVE)),
        ],
    )
    assert connection.execute(
        "select edition_date, edition_state, marks_count, future_marks_count "
        "from out_publicacion__edition order by all"
    ).fetchall() == [(sound, "used", 5, 0), (wrong, "future_months", 60, 45)]
    assert connection.execute("select count(*) from out_publicacion__arrival").fetchone() == (0,)


def test_an_edition_that_says_no_year_makes_no_month(built):
    rows = [
        audited(cut, {1}, date(2025, 2, 10), year=None, edition=date(2025, 3, 1)) for cut in FIVE
    ]
    connection = by_hand(built, rows)
    states = connection.execute("select edition_state from out_publicacion__edition").fetchall()
    assert states == [("without_year",)]
    assert connection.execute("select count(*) from out_publicacion__month_seen").fetchone() == (0,)


def test_the_accumulated_edition_gives_days_and_takes_no_month_away(built):
    """It has no months: nothing is absent from it, and it spoils no edition of its own day."""
    first, second = date(2025, 7, 26), date(2025, 8, 9)
    rows = [
        *edition(first, ("13101", range(1, 7), date(2025, 7, 10)), ("13102", range(1, 7), None)),
        *edition(second, ("13101", range(1, 8), None), ("13102", range(1, 8), None)),
    ]
    accumulated = [
        audited("13101", None, date(2025, 8, 6), year=None, edition=second),
        audited("13102", None, date(2025, 8, 29), year=None, edition=date(2025, 8, 30)),
    ]
    connection = by_hand(built, [*rows, *accumulated])
    assert connection.execute(
        "select edition_date, edition_state, marks_count from out_publicacion__edition order by all"
    ).fetchall() == [
        (first, "used", 12),
        (second, "used", 14),
        (date(2025, 8, 30), "without_months", 0),
    ]
    assert connection.execute(
        "select cut, month, day_basis, latest_on, gone_count from out_publicacion__arrival"
        " order by all"
    ).fetchall() == [
        ("13101", 7, "exact", date(2025, 8, 6), 0),
        ("13102", 7, "interval", second, 0),
    ]


def test_the_order_in_which_editions_come_does_not_matter(built):
    days = [date(2025, 7, 26), date(2025, 8, 9), date(2025, 8, 30)]
    until = {"13101": (7, 8, 8), "13102": (7, 7, 8), "13103": (7, 6, 7)}
    rows = [
        edition(day, *((cut, range(1, last[at]), None) for cut, last in until.items()))
        for at, day in enumerate(days)
    ]
    results = []
    for order in ((0, 1, 2), (2, 0, 1)):
        connection = by_hand(built, [row for at in order for row in rows[at]])
        results.append(
            connection.execute("select * from out_publicacion__arrival order by all").fetchall()
        )
    assert results[0] == results[1] and len(results[0]) == 3


def test_every_compiled_edition_left_out_says_why(build):
    """Of the five that say the year and are not used: three mark the future, two came cut short."""
    rows = build.table("out_publicacion__edition").set_index("edition_state")["edition_date"]
    assert rows.index.value_counts().to_dict() == {
        **{"used": 109, "without_year": 19},
        **{"future_months": 3, "cut_short": 2},
    }
    days = {state: [f"{day:%d}" for day in rows[state]] for state in ("future_months", "cut_short")}
    assert days == {"future_months": ["07", "08", "12"], "cut_short": ["09", "11"]}
    ends = build.query(
        "select unnest([absent_on, first_seen_on]) as day from core_publicacion__arrival"
    )
    assert not {*ends["day"]} & {*rows.drop("used")}


def test_the_compiled_series_comes_through_unchanged(build):
    differing = build.query(
        """
        select given.cut, given.ta_file, given.year, given.month
        from core_publicacion__arrival as given
        left join out_publicacion__arrival as made using (cut, ta_file, year, month)
        where made.absent_on is distinct from given.absent_on
            or made.first_seen_on is distinct from given.first_seen_on
        """
    )
    assert differing.empty and len(build.table("out_publicacion__arrival"))
    assert set(build.table("out_publicacion__punctuality")["origin"]) == {"computed"}
