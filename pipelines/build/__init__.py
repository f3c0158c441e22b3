"""Make one immutable build of the curated data, then serve it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipelines.build.making import Outcome, build
    from pipelines.build.material import PROVIDED

__all__ = ["PROVIDED", "Outcome", "build"]


def __getattr__(name: str) -> Any:
    # Imported when asked for: the processes beside a build need little of it, and start twice as
    # fast without the rest.
    if name not in __all__:
        raise AttributeError(name)
    return getattr(
        import_module(f"{__name__}.{'material' if name == 'PROVIDED' else 'making'}"), name
    )
