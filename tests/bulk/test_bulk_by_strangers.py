"""What a stranger's folders and files bring: nothing of theirs is lost, nothing wrong is said."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from pipelines import atomic, bulk
from pipelines.bulk import keeping
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
