"""The command line as a reader calls it."""

from __future__ import annotations

import pytest

from pipelines import paths
from pipelines.cli import main
from pipelines.reference import Reference


@pytest.fixture(scope="session")
def reference() -> Reference:
    """The catalogues and the matcher of the repository's own data."""
    return Reference(paths.REPO / "data" / "raw")


@pytest.fixture
def faro(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Call the command line: (exit code, stdout, stderr)."""

    def call(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["faro", *map(str, words)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return int(ended.value.code or 0), printed.out, printed.err

    return call
