"""Somebody of each role, and a shelf of builds of one's own."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from pipelines.institution import Person

ROLES = {
    "nobody": Person(roles=frozenset({"nobody"})),
    "anonymous": Person(),
    **{
        role: Person(f"{role:0<12}"[:12], frozenset({role}), frozenset({f"grupo-{role}"}))
        for role in ("reader", "sender", "editor", "operator")
    },
}


def shelve(builds: Path, shelf: Path) -> str:
    """Put the build of a folder on another shelf, without copying its bytes; return its id."""
    build_id = (builds / "LATEST").read_text().strip()
    shutil.copytree(builds / build_id, shelf / build_id, copy_function=os.link)
    (shelf / "LATEST").write_text(build_id + "\n")
    return build_id
