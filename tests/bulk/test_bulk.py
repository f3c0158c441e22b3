"""Bulk files: every record counted once, every damaged line placed, nobody's name kept."""

from __future__ import annotations

import csv
import errno
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from bulk_for_tests import damaged_places
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import bulk as generator
from pipelines import bulk
from pipelines.bulk import chunks, finding, records, running
from pipelines.errors import FaroError
from pipelines.ingest.checking import check_file

CATALOGUE = Path(__file__).parents[1] / "fixtures" / "raw" / "catalogues" / "ta_files.csv"
FILES = ("TA_Auditorias", "TA_Marco_normativo", "TA_PasivosMunicipio")
CHUNK = 40_000


@pytest.fixture(scope="module")
def written(tmp_path_factory) -> tuple[Path, generator.Truth]:
    """Return a folder of bulk files and what is true of them."""
    folder = tmp_path_factory.mktemp("bulk")
    return folder, generator.write(folder, 12_000, files=FILES)


@pytest.fixture
def folder(written, tmp_path) -> Path:
    """Return a copy of the bulk files that a test may spoil."""
    copy = tmp_path / "in"
    copy.mkdir()
    for path in written[0].iterdir():
        (copy / path.name).write_bytes(path.read_bytes())
    return copy


def read(folder: Path, base: Path, *, chunk: int = CHUNK, **more) -> bulk.Summary:
    return bulk.run(
        folder, out=base / "out.csv", work=base / "work", catalogue=CATALOGUE, chunk=chunk, **more
    )


def delivered(path: Path) -> dict:
    """Read a delivery back: key → records, first day, last day, undated, unread."""
    with path.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle, delimiter=";"))

    def number(text: str) -> int | None:
        return int(text) if text else None

    def day(text: str) -> date | None:
        return date.fromisoformat(text) if text else None

    return {
        (r["organismo_codigo"], r["archivo"], number(r["anyo"]), number(r["mes"])): [
            int(r["registros"]),
            day(r["primera_publicacion"]),
            day(r["ultima_publicacion"]),
            int(r["registros_sin_fecha"]),
            int(r["registros_no_leidos"]),
        ]
        for r in rows
    }


@pytest.mark.thorough
@pytest.mark.parametrize("chunk", [CHUNK, 3_001, 1 << 30])
def test_every_record_counts_once_and_every_damaged_line_has_its_place(written, tmp_path, chunk):
    folder, truth = written
    summary = read(folder, tmp_path, chunk=chunk)
    assert delivered(tmp_path / "out.csv") == truth.months
    places = damaged_places(summary.places).to_pylist()
    assert {(p["ta_file"], p["byte_offset"], p["reason"]) for p in places} == truth.damaged
    assert summary.records == truth.records and summary.damaged_lines == len(truth.damaged)


def test_people_are_nowhere_in_what_is_written(written, tmp_path, monkeypatch):
    """Neither in the delivery nor in the work kept, nor in anything put down on the way."""
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    kept: list[bytes] = []
    replace = Path.replace

    def seen(self: Path, target: Path) -> Path:
        kept.append(self.read_bytes())
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", seen)
    read(written[0], tmp_path)
    kept += [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    texts = [chunk for content in kept for chunk in (content, *_columns_of(content))]
    people = [*generator.FIRST_NAMES, *generator.LAST_NAMES, "Municipalidad"]
    for person in people:
        for encoding in ("cp1252", "utf-8"):
            assert not any(person.encode(encoding) in text for text in texts), person


def _columns_of(content: bytes) -> Iterator[bytes]:
    """Yield what a Parquet file says, for it is compressed."""
    if content.startswith(b"PAR1"):
        import pyarrow as pa
        import pyarrow.parquet as pq

        table = pq.read_table(pa.BufferReader(content))
        yield repr(table.to_pydict()).encode()


def test_what_was_read_is_not_read_again(written, tmp_path, monkeypatch):
    folder, truth = written
    done: list[chunks.Chunk] = []
    do = chunks.do

    def stop(part: chunks.Chunk, place: Path) -> None:
        if len(done) == 3:
            raise KeyboardInterrupt
        done.append(part)
        do(part, place)

    monkeypatch.setattr(chunks, "do", stop)
    with pytest.raises(KeyboardInterrupt):
        read(folder, tmp_path, engine=running.DuckDB(1))
    assert not (tmp_path / "out.csv").exists()
    again: list[chunks.Chunk] = []
    monkeypatch.setattr(chunks, "do", lambda part, place: (again.append(part), do(part, place)))
    read(folder, tmp_path)
    every = [part for file in bulk.survey(folder, CATALOGUE, chunk=CHUNK) for part in file.chunks]
    assert not set(done) & set(again) and set(done) | set(again) == set(every)
    assert delivered(tmp_path / "out.csv") == truth.months


def test_a_file_that_changed_is_read_anew_and_one_taken_away_is_forgotten(folder, tmp_path):
    read(folder, tmp_path)
    path = folder / "TA_Auditorias.csv"
    lines = path.read_bytes().splitlines(keepends=True)
    whole = next(line for line in lines[1:] if line.count(b";") == lines[0].count(b";"))
    path.write_bytes(lines[0] + whole)
    (folder / "TA_Marco_normativo.csv").unlink()
    summary = read(folder, tmp_path)
    assert summary.files["TA_Auditorias"] == (1, 0)
    assert {key[1] for key in delivered(tmp_path / "out.csv")} == set(FILES) - {
        "TA_Marco_normativo"
    }


def test_the_delivery_passes_the_check(written, tmp_path):
    read(written[0], tmp_path)
    report = check_file(tmp_path / "out.csv")
    assert report.spec is not None and report.spec.id == "ta_masivo"
    assert report.delivered == report.accepted + report.quarantined == len(written[1].months)


def _cut_character(folder: Path) -> None:
    path = folder / "TA_Auditorias.csv"
    text = path.read_bytes().decode("cp1252") + "MU001;más;peña"
    path.write_bytes((text + "ñ").encode()[:-1])


def _cut_line(folder: Path) -> None:
    path = folder / "TA_Auditorias.csv"
    path.write_bytes(path.read_bytes() + b"Municipalidad;MU0")


def _cut_cell(folder: Path) -> None:
    (folder / "TA_Auditorias.csv").write_bytes(
        b"organismo_codigo;anyo;fecha_publicacion;Mes\nMU001;2024;2024-02-07;Ener"
    )


def _lacks(folder: Path) -> None:
    path = folder / "TA_Auditorias.csv"
    path.write_bytes(path.read_bytes().replace(b"anyo", b"periodo", 1))


def _twice(folder: Path) -> None:
    path = folder / "TA_Auditorias.csv"
    (folder / "TA_Auditorias (1).csv").write_bytes(path.read_bytes())


def _same(folder: Path) -> None:
    path = folder / "TA_Auditorias.csv"
    path.write_bytes(path.read_bytes().replace(b"anyo;Mes", b"mes;Mes", 1))


def _stranger(folder: Path) -> None:
    (folder / "sueldos.csv").write_bytes(b"a;b\n")


def _utf16(folder: Path) -> None:
    (folder / "TA_Auditorias.csv").write_text("organismo_codigo;anyo;Mes", encoding="utf-16")


@pytest.mark.few(7)
@pytest.mark.parametrize(
    ("spoil", "code", "named"),
    [
        (_cut_character, "cut_file", "TA_Auditorias.csv"),
        (_cut_line, "cut_file", "TA_Auditorias.csv"),
        (_cut_cell, "cut_file", "TA_Auditorias.csv"),
        (_lacks, "missing_columns", "«anyo»"),
        (_twice, "two_editions", "TA_Auditorias (1).csv"),
        (_same, "ambiguous_column", "TA_Auditorias.csv"),
        (_stranger, "unknown_file", "sueldos.csv"),
        (_utf16, "utf16", "TA_Auditorias.csv"),
    ],
)
@pytest.mark.parametrize("lang", ["es", "en"])
def test_bad_input_gets_one_error_and_work_done_is_kept(folder, tmp_path, spoil, code, named, lang):
    read(folder, tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.parquet")}
    last = (tmp_path / "out.csv").read_bytes()
    spoil(folder)
    with pytest.raises(FaroError) as caught:
        read(folder, tmp_path)
    assert caught.value.code == code and named in caught.value.in_language(lang)
    assert {path: path.read_bytes() for path in before} == before
    assert (tmp_path / "out.csv").read_bytes() == last


def test_errors_of_several_files_are_said_together(folder, tmp_path):
    _cut_line(folder)
    path = folder / "TA_Marco_normativo.csv"
    path.write_bytes(path.read_bytes().replace(b"Mes", b"periodo", 1))
    with pytest.raises(FaroError) as caught:
        read(folder, tmp_path)
    for lang in ("es", "en"):
        sentence = caught.value.in_language(lang)
        assert "TA_Auditorias.csv" in sentence and "TA_Marco_normativo.csv" in sentence


def test_a_full_disk_is_said_and_what_was_read_is_kept(written, tmp_path, monkeypatch):
    write_table = chunks.pq.write_table
    written_so_far: list[Path] = []

    def full(table, path, **options) -> None:
        if len(written_so_far) == 2:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        written_so_far.append(path)
        write_table(table, path, **options)

    monkeypatch.setattr(chunks.pq, "write_table", full)
    with pytest.raises(FaroError, match="no space left") as caught:
        read(written[0], tmp_path, engine=running.DuckDB(1))
    assert caught.value.code == "disk_full" and not (tmp_path / "out.csv").exists()
    monkeypatch.undo()
    kept = len(list(tmp_path.rglob("*.parquet")))
    assert kept == 2 and not list(tmp_path.rglob(".*.parquet.*"))
    read(written[0], tmp_path)
    assert delivered(tmp_path / "out.csv") == written[1].months


@pytest.mark.parametrize(
    ("stem", "name"),
    [
        ("ta_auditorias", "TA_Auditorias"),
        ("TA_Auditorias_20240501", "TA_Auditorias"),
        ("TA_Auditorias - copia", "TA_Auditorias"),
        ("TA_Subsidios_beneficios_intermediarios", "TA_Subsidios_beneficios_intermediarios"),
        ("TA_Subsidios_beneficios (2)", "TA_Subsidios_beneficios"),
        ("TA_Subsidios_beneficios_2024", "TA_Subsidios_beneficios"),
        ("TA_Auditoriasviejas", None),
        ("organismos", None),
    ],
)
def test_the_name_of_a_file_tells_which_it_is(stem, name):
    known = ["TA_Auditorias", "TA_Subsidios_beneficios", "TA_Subsidios_beneficios_intermediarios"]
    assert finding.ta_file(stem, known) == name


PIECES = st.sampled_from(
    [
        b"MU001",
        b"x",
        b"",
        b'"a;b"',
        b'"two\nlines"',
        b'"',
        b'1" pipe',
        b'"q ""q"" q"',
        b"\r",
        b"\xf1",
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(PIECES, min_size=1, max_size=5), max_size=12), st.booleans())
def test_lines_are_split_alike_all_at_once_and_one_by_one(rows, windows):
    """pyarrow's way and ours are one: the same records, the same places, whatever is in a line."""
    end = b"\r\n" if windows else b"\n"
    data = b"".join(b";".join(row) + end for row in rows)
    at_once = records.split(data, 3, (0, 1))
    try:
        plain, records._plain = records._plain, records._one_by_one
        slowly = records.split(data, 3, (0, 1))
    finally:
        records._plain = plain

    def fields(these: records.Records) -> list:
        columns = [[text.strip() for text in column.to_pylist()] for column in these.columns]
        return sorted(zip(these.offsets.tolist(), *columns, strict=True))

    assert fields(at_once) == fields(slowly)
    assert [at for at, _ in at_once.damaged] == [at for at, _ in slowly.damaged]
