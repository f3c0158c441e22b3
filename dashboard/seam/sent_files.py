"""The files that Streamlit holds for its sessions; none where it keeps them elsewhere."""

from __future__ import annotations

from typing import Any

from dashboard.seam.insides import inside


def has(session: str, name: str) -> bool:
    """Return whether a session still has a file.

    Args:
        session: Its id.
        name: Of the file, in the address it was sent to.
    """
    manager = _manager()
    return manager is not None and bool(manager.get_files(session, [name]))


def let_go(session: str, name: str) -> None:
    """Let a file go.

    Args:
        session: Its id.
        name: Of the file, in the address it was sent to.
    """
    manager = _manager()
    if manager is not None:
        manager.remove_file(session, name)


def _manager() -> Any:
    server = inside("server")
    try:
        return None if server is None else inside("files sent", of=server())
    except RuntimeError:  # there is none yet
        return None
