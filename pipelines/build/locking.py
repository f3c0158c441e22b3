"""Write the lock of columns: make every table, keep none, note columns and types."""

from __future__ import annotations

from pathlib import Path

from pipelines import atomic, paths, specs
from pipelines.build import making, warehouse
from pipelines.build.material import Material, take_in
from pipelines.ingest import deliveries, inventory
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
    registered = inventory.take_inventory(raw, specs.sources(), accept_changes=True)
    delivered = deliveries.discover(raw, [item.path for item in registered])
    material = Material(raw, registered, delivered)
    with warehouse.connect(Path(":memory:")) as connection:
        making.fill(connection, material, *take_in(material))
        built = warehouse.columns_of(connection)
    before = contracting.locked()
    atomic.write(paths.CONTRACTS / contracting.LOCK, contracting.lock_text(built).encode())
    return warehouse.differences(built, before, "the lock had")
