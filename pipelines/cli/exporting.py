"""Commands that write files to take away: ``faro export …``. Heavy imports wait for the call."""

from __future__ import annotations

import typer

group = typer.Typer(
    help="Write files to take away: printed matter, charts, packs.", no_args_is_help=True
)


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(group, name="export")


@group.callback()
def export() -> None:
    """Write files to take away: printed matter, charts, packs."""
