"""Write the lock of columns: make every table, keep none, note columns and types."""

from __future__ import annotations

from pathlib import Path

from pipelines import atomic, paths
from pipelines.build import making, warehouse
from pipelines.build.material import material_of, take_in
from pipelines.specs import contracting


def lock_columns(raw: Path) -> list[str]:
    """Write ``columns.lock.yml`` for the tables as today's SQL and steps make them.

    No contract is read, so that a table may come before its contract.

    Args:
        raw: Folder of the untouched deliveries.

    Returns:
        One line a table that changed: columns that came, went or moved.

    Raises:
        FaroError: A registered file is missing, or the SQL of a table fails.
    """
    material = material_of(raw, accept_changes=True)
    with warehouse.connect(Path(":memory:")) as connection:
        making.fill(connection, material, *take_in(material))
        built = warehouse.columns_of(connection)
    before = contracting.locked()
    atomic.write(paths.CONTRACTS / contracting.LOCK, contracting.lock_text(built).encode())
    return warehouse.differences(built, before, "the lock had")
