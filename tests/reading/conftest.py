"""Fixtures of the reading tests."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def write(tmp_path):
    """Return a function that writes bytes or text to a named file and gives its path."""

    def _write(content: bytes | str, name: str = "entrega.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        data = content.encode(encoding) if isinstance(content, str) else content
        path.write_bytes(data)
        return path

    return _write
