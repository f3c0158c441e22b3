"""Write the simulated panel only when it would differ from the one that stands."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

from pipelines.demo.panel import write_panel
from pipelines.errors import FaroError
from pipelines.ingest.inventory import digest

FINGERPRINT = ".fingerprint"
_INPUTS = ("published", "territory", "catalogues")


def refresh(folder: Path, *, raw: Path, seed: int) -> bool:
    """Write the simulated panel into ``folder`` unless the same one already stands there.

    Args:
        folder: Where the simulated deliveries go; an earlier panel in it is replaced whole.
        raw: Folder of the real deliveries, whose published figures the panel keeps.
        seed: Seed of the simulation.

    Returns:
        Whether it was written.

    Raises:
        FaroError: ``folder`` holds files that are not an earlier panel.
    """
    wanted = _fingerprint(raw, seed)
    mark = folder / FINGERPRINT
    if mark.is_file() and mark.read_text(encoding="utf-8") == wanted:
        return False
    if folder.exists() and not mark.is_file() and any(folder.iterdir()):
        raise FaroError(
            "the folder holds files that are no simulated panel",
            where=folder.name,
            fix="Name an empty folder with --folder",
            code="not_a_panel",
        )
    beside = folder.with_name(f".{folder.name}.new")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    write_panel(beside, raw=raw, seed=seed)
    (beside / FINGERPRINT).write_text(wanted, encoding="utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    beside.rename(folder)
    return True


def _fingerprint(raw: Path, seed: int) -> str:
    code = sorted(Path(__file__).parent.glob("*.py"))
    data = sorted(path for name in _INPUTS for path in (raw / name).glob("*.csv"))
    parts = [f"seed={seed}", *(f"{path.name}:{digest(path)}" for path in [*code, *data])]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
