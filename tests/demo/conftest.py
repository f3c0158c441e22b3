"""One panel written, taken in through the product's own door, shared by the tests."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from demo_panel import RAW, Panel, published

from pipelines import specs
from pipelines.demo import MANIFEST, write_panel
from pipelines.ingest import deliveries
from pipelines.ingest.reference import Reference


@pytest.fixture(scope="session")
def panel(tmp_path_factory: pytest.TempPathFactory) -> Panel:
    folder = tmp_path_factory.mktemp("panel")
    files = write_panel(folder, raw=RAW)
    handed_in = deliveries.discover(folder / "nothing", [], demo=folder)
    intakes, refused = deliveries.take_in_all(handed_in, specs.kinds(), Reference(RAW))
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    return Panel(folder, files, manifest, intakes, refused)


@pytest.fixture(scope="session")
def comunas() -> pd.DataFrame:
    rows = [r for r in published("territory/comunas") if r["has_municipality"] == "true"]
    return pd.DataFrame(rows).set_index("cut_code")
