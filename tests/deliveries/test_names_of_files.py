"""A file may bear any name a disk holds: what is read of it can always be written down."""

from __future__ import annotations

import pytest
from builds_for_tests import RAW

from fuzz.sparse.deliveries import Delivery
from pipelines import specs
from pipelines.errors import readable
from pipelines.ingest.checking import check_file
from pipelines.ingest.delivered import delivered_of
from pipelines.ingest.reference import Reference


@pytest.mark.few(9)
@pytest.mark.parametrize("kind", specs.kinds())
def test_a_name_that_is_not_utf8_is_read_whoever_asks(tmp_path, kind):
    for entry in RAW.iterdir():
        (tmp_path / entry.name).symlink_to(entry)
    sent = Delivery(kind, "last")
    assert "\udcf1" in sent.name
    path = tmp_path / "sparse" / sent.name
    path.parent.mkdir()
    path.write_bytes(sent.data)
    parts = delivered_of(tmp_path, kind, Reference(tmp_path))
    report = check_file(path, raw=RAW)
    plain = path.rename(path.with_name("a.csv"))
    assert len(parts) == len(delivered_of(tmp_path, kind, Reference(tmp_path)))
    assert report.accepted == check_file(plain, raw=RAW).accepted
    names = {part.file for part in parts} | {
        name for part in parts for name in part.accepted.column("_file").to_pylist()
    }
    assert names <= {f"sparse/{readable(sent.name)}"}
