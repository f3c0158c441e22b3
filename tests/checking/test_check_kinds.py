"""Each kind of delivery: a good file, an ugly one and a hopeless one."""

from __future__ import annotations

import pytest
from senders import KIND_IDS, KINDS, NOBODY, headers, shouted, table, write_csv, write_xlsx

from pipelines.ingest.checking import check_file
from pipelines.ingest.reading import cell_address

pytestmark = pytest.mark.parametrize("kind", KINDS, ids=KIND_IDS)


@pytest.mark.few(7)
@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [("utf-8", ";"), ("utf-8-sig", ","), ("cp1252", ";"), ("utf-16", "\t")],
)
def test_a_good_file_is_recognised_and_accepted_whole(tmp_path, kind, encoding, delimiter):
    names, rows = table(kind)
    path = write_csv(
        tmp_path / "envio.csv",
        [headers(kind, names), *rows],
        encoding=encoding,
        delimiter=delimiter,
    )
    report = check_file(path)
    assert (report.verdict, report.spec.id, report.exit_code) == ("ok", kind.id, 0)
    assert (report.delivered, report.accepted, report.quarantined) == (2, 2, 0)
    assert report.delimiter == delimiter
    assert [column.name for column in report.sheets[0].recognised] == names
    assert report.findings == ()


@pytest.mark.few(27)
def test_a_header_without_rows_says_so(tmp_path, kind):
    report = check_file(write_csv(tmp_path / "a.csv", [headers(kind, table(kind)[0])]))
    assert (report.verdict, [finding.code for finding in report.findings]) == (
        "problems",
        ["no_rows"],
    )


@pytest.mark.thorough
def test_an_ugly_file_keeps_every_row_and_points_at_the_cell(tmp_path, kind):
    names, rows = table(kind)
    names, rows = names[::-1], [row[::-1] for row in rows]
    keys = [key for key in ("materia_id", "commitment_id", "country") if key in kind.columns]
    listed = keys or [name for name, column in kind.columns.items() if column.choices]
    place = kind.municipality
    victim = (place.name or place.code) if place else listed[0]
    bad = list(rows[1])
    bad[names.index(victim)] = NOBODY
    if place and place.code:
        bad[names.index(place.code)] = "" if place.code != "organism_code" else "MU999"
    title = ["Informe preparado por la unidad"] + [""] * (len(names) - 1)
    blank = [""] * len(names)
    path = write_xlsx(
        tmp_path / "envio.xlsx",
        [title, blank, [shouted(h) for h in headers(kind, names)], rows[0], blank, bad],
    )
    report = check_file(path)
    assert (report.verdict, report.spec.id, report.exit_code) == ("problems", kind.id, 1)
    assert report.delivered == report.accepted + report.quarantined == 2
    assert report.sheets[0].header_row == 3
    direct = [f for f in report.findings if f.code != "only_whole"]  # what follows from it
    assert [f.cell for f in direct] == [cell_address(6, names.index(victim))]


@pytest.mark.few(19)
def test_every_cell_that_does_not_hold_is_named_by_its_address(tmp_path, kind):
    names, rows = table(kind)
    typed = {"percent": "ciento veinte", "date": "31-02-2024", "decimal": "mucho", "year": "cien"}
    expected = set()
    delivered = [headers(kind, names)]
    for number, name in enumerate(names, start=2):
        spec = kind.columns[name]
        text = typed.get(spec.type) or ("zzz" if spec.choices or spec.choices_from else None)
        row = list(rows[0])
        if text:
            row[names.index(name)] = text
            expected.add(cell_address(number, names.index(name)))
        delivered.append(row)
    report = check_file(write_csv(tmp_path / "envio.csv", delivered))
    between = {rule.id for rule in kind.rules}  # a rule between columns speaks of the row's others
    reported = (f for f in report.findings if f.code not in between)
    wrong = {f.cell for f in reported if not f.code.startswith("duplicate")}
    assert expected
    assert wrong == expected
    assert report.delivered == report.accepted + report.quarantined == len(names)


def test_a_hopeless_file_is_refused_with_one_sentence_in_each_language(tmp_path, kind):
    names, rows = table(kind)
    needed = next(name for name, spec in kind.columns.items() if spec.required)
    kept = [i for i, name in enumerate(names) if name != needed]
    lines = [headers(kind, names), *rows]
    path = write_csv(tmp_path / "envio.csv", [[row[i] for i in kept] for row in lines])
    report = check_file(path, kind=kind.id)
    assert (report.verdict, report.exit_code, report.delivered) == ("refused", 1, 0)
    error = report.as_dict()["error"]
    assert f"«{kind.columns[needed].label.es}»" in error["es"]
    assert f"«{kind.columns[needed].label.en}»" in error["en"]
    assert error["es"].startswith("envio.csv: ")
    assert str(tmp_path) not in error["es"] + error["en"]
