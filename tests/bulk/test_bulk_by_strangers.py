"""What a stranger's folders and files bring: nothing of theirs is lost, nothing wrong is said."""

from __future__ import annotations

import errno
import os
import tracemalloc
from pathlib import Path

import pytest
from bulk_for_tests import damaged_places

from pipelines import atomic, bulk
from pipelines.bulk import keeping, running
from pipelines.errors import FaroError
from pipelines.ingest.checking import check_file

CATALOGUE = Path(__file__).parents[1] / "fixtures" / "raw" / "catalogues" / "ta_files.csv"
HEADER = b"organismo_nombre;organismo_codigo;fecha_publicacion;anyo;Mes;Nombres"
RECORD = b"Municipalidad;MU161;2024/03/08;2024;Febrero;Ximena"


def folder_of(base: Path, *lines: bytes, header: bytes = HEADER, name: str = "TA_Auditorias.csv"):
    """Return a folder with a bulk file of some lines."""
    path = base / "in" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"".join(line + b"\n" for line in (header, *lines)))
    return base / "in"


def read(folder: Path, base: Path, *, out: Path | None = None, **more) -> bulk.Summary:
    more.setdefault("work", base / "work")
    return bulk.run(folder, out=out or base / "out.csv", catalogue=CATALOGUE, **more)


def test_what_others_keep_in_the_folder_of_the_work_stays(tmp_path):
    """A folder named with --work may be any: only what was written by a run is taken away."""
    theirs = [tmp_path / "work" / name for name in ("thesis/one.txt", "TA_Auditorias/two.txt")]
    for path in theirs:
        path.parent.mkdir(parents=True)
        path.write_text("mine")
    folder = folder_of(tmp_path, RECORD)
    read(folder, tmp_path)
    (folder / "TA_Auditorias.csv").rename(folder / "TA_Marco_normativo.csv")
    assert read(folder, tmp_path).files == {"TA_Marco_normativo": (1, 0)}
    assert [path.read_text() for path in theirs] == ["mine", "mine"]
    assert [path.name for path in keeping.places(tmp_path / "work")] == ["TA_Marco_normativo"]


def test_work_of_another_reader_is_done_anew(tmp_path, monkeypatch):
    """Counts made by other rules than today's would be added to today's."""
    folder = folder_of(tmp_path, RECORD)
    read(folder, tmp_path)
    [kept] = (tmp_path / "work").rglob("*.counted.parquet")
    kept.write_bytes(b"by other rules")
    monkeypatch.setattr(keeping, "_reader", lambda: "another")
    assert read(folder, tmp_path).records == 1


@pytest.mark.parametrize(
    "slip",
    [b"2004/03/08;2024", b"2034/03/08;2024", b"2024/03/08;1985", b"2024/03/08;2031", b"1901/1/1;0"],
)
def test_a_slip_in_a_record_keeps_no_other_out_of_the_build(tmp_path, slip):
    """What no delivery may say is unread, so that the row of its month is accepted."""
    folder = folder_of(tmp_path, *[RECORD] * 9, RECORD.replace(b"2024/03/08;2024", slip))
    summary = read(folder, tmp_path)
    report = check_file(summary.out)
    assert report.accepted == report.delivered and not report.quarantined
    assert summary.records == 10
    rows = [line.split(";") for line in summary.out.read_text().splitlines()[1:]]
    assert [sum(int(row[at]) for row in rows) for at in (4, 8)] == [10, 1]


def test_the_delivery_takes_the_place_of_nothing_that_is_counted(tmp_path):
    folder = folder_of(tmp_path, RECORD)
    before = (folder / "TA_Auditorias.csv").read_bytes()
    for out in (folder / "TA_Auditorias.csv", tmp_path):
        with pytest.raises(FaroError, match="--out") as caught:
            read(folder, tmp_path, out=out)
        assert str(out) in caught.value.in_language("es")
    assert (folder / "TA_Auditorias.csv").read_bytes() == before


@pytest.mark.parametrize("full", ["about.json", "out.csv"])
def test_a_full_disk_is_said_by_what_was_being_written(tmp_path, monkeypatch, full):
    write = atomic.write

    def at_the_end(path: Path, content: bytes) -> None:
        if path.name == full:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        write(path, content)

    monkeypatch.setattr(atomic, "write", at_the_end)
    with pytest.raises(FaroError, match=r"(work|out\.csv): there is no space left") as caught:
        read(folder_of(tmp_path, RECORD), tmp_path)
    assert caught.value.code == "disk_full"


def refused(folder: Path, base: Path) -> FaroError:
    with pytest.raises(FaroError) as caught:
        read(folder, base)
    return caught.value


@pytest.mark.parametrize(
    "beside", ["TA_Licitaciones.csv.gz", "TA_Licitaciones.zip", "ta_licitaciones.xlsx"]
)
def test_a_file_that_would_be_missing_is_not_passed_over(tmp_path, beside):
    folder = folder_of(tmp_path, RECORD)
    (folder / beside).write_bytes(b"PK")
    for name in ("léeme.txt", "._TA_Auditorias.csv", ".DS_Store"):
        (folder / name).write_bytes(b"of no concern")
    error = refused(folder, tmp_path)
    assert error.code == "no_csv" and beside in error.in_language("es")
    (folder / beside).unlink()
    assert read(folder, tmp_path).records == 1


def test_files_that_cannot_be_are_all_named_with_their_folders(tmp_path):
    folder = folder_of(tmp_path, RECORD, name="2023/TA_Auditorias.csv")
    folder_of(tmp_path, RECORD, name="2024/TA_Auditorias.csv")
    for name in ("sueldos.csv", "viejos/otros.csv"):
        folder_of(tmp_path, RECORD, name=name)
    error = refused(folder, tmp_path)
    for lang in ("es", "en"):
        words = error.in_language(lang)
        for name in (
            "2023/TA_Auditorias.csv, 2024/TA_Auditorias.csv",
            "sueldos.csv",
            "viejos/otros.csv",
        ):
            assert name in words


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"\r".join([HEADER, RECORD, RECORD]), "no_lines"),
        (HEADER + b";" * 70_000 + b"\n" + RECORD, "no_lines"),
        ((HEADER + b"\n" + RECORD + b"\n").decode().encode("utf-16-le"), "utf16"),
        (b"\n".join([HEADER, RECORD, RECORD[:-6] + b"Pe\xc3"]), "cut_file"),
        (b"\n".join([HEADER, RECORD, RECORD[:-6] + b"d\xe2\x80"]), "cut_file"),
    ],
)
def test_a_file_of_which_nothing_would_be_read_is_refused(tmp_path, content, code):
    folder = folder_of(tmp_path)
    (folder / "TA_Auditorias.csv").write_bytes(content)
    assert refused(folder, tmp_path).code == code


@pytest.mark.parametrize(
    "lines",
    [
        [b"Ximena;MU161;2024/03/08;2024;Mes;M"],
        [b"Ximena;MU161;2024/03/08;2024;Mes;Mes"],
        [b'organismo_codigo;anyo;"Mes', b"MU161;2024;Ximena", b'"MU161";2024;Marzo'],
        [b"organismo_codigo;anyo;Mes\r\rMU161;2024;Ximena"],
    ],
)
def test_no_error_says_what_stands_in_a_record(tmp_path, lines):
    """A file without a header begins with a record, and a record may say «Mes» in a cell."""
    error = refused(folder_of(tmp_path, *lines[1:], header=lines[0]), tmp_path)
    assert error.code in ("missing_columns", "no_lines")
    assert not any("Ximena" in error.in_language(lang) for lang in ("es", "en"))


@pytest.mark.parametrize("title", [b'"Nombres; apellidos"', b'"Nombres\r\ny apellidos"'])
def test_a_title_in_quotes_may_hold_what_parts_titles(tmp_path, title):
    folder = folder_of(tmp_path, RECORD, RECORD, header=HEADER.replace(b"Nombres", title))
    assert read(folder, tmp_path).files == {"TA_Auditorias": (2, 0)}


@pytest.mark.parametrize("place", [0, 5])
def test_quotes_that_never_close_spoil_their_own_line_alone(tmp_path, place):
    """Two such lines in a row are no record: one would be lost, and nobody told."""
    cells = RECORD.split(b";")
    cells[place] = b'"Programa'
    folder = folder_of(tmp_path, RECORD, *[b";".join(cells)] * 7, RECORD)
    summary = read(folder, tmp_path)
    assert summary.files == {"TA_Auditorias": (2, 7)}
    assert damaged_places(summary.places)["reason"].to_pylist() == ["quote"] * 7


@pytest.mark.thorough
def test_lines_without_end_and_without_anything_take_no_more_memory(tmp_path):
    """A hole of zeros, a line of megabytes and millions of empty lines, in chunks of little."""
    folder = folder_of(tmp_path, RECORD)
    path = folder / "TA_Auditorias.csv"
    hole = path.stat().st_size
    with path.open("r+b") as handle:
        handle.truncate(hole + 60_000_000)
        handle.seek(0, 2)
        handle.write(b"\n" + RECORD + b"\n" * 3_000_000 + b"\r\n" * 3_000_000 + RECORD + b"\n")
    [file] = bulk.survey(folder, CATALOGUE)
    assert [part.end - part.start for part in file.chunks if part.is_one_line] == [60_000_001]
    tracemalloc.start()
    summary = read(folder, tmp_path, engine=running.DuckDB(1))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert summary.files == {"TA_Auditorias": (3, 1)} and peak < 200_000_000
    [place] = damaged_places(summary.places).to_pylist()
    assert place == {"ta_file": "TA_Auditorias", "byte_offset": hole, "reason": "fields"}
