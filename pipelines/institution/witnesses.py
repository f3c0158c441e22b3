"""Lines of the audit log that were noted elsewhere, and what the log has lost since.

Whoever cuts the end of both copies, or writes all of it anew, leaves a good chain: only a line
noted before, where they cannot reach, shows it. It is noted as «12:» and the digest of line 12:
so `faro audit verify` prints it, the server says it in its own log, a backup keeps it, and
messages to webhooks and by mail carry it off the machine.
"""

from __future__ import annotations

import json
import re
import tarfile
from contextlib import suppress
from pathlib import Path

from pipelines.errors import FaroError
from pipelines.institution import audit, backup
from pipelines.institution.chain import BOTH, Fault

NOTED = re.compile(r"\b([1-9]\d{0,17}):([0-9a-f]{64})\b")


def last() -> str:
    """Return the last line as it is noted elsewhere; empty where there is none."""
    newest = audit.lines(most=1, newest=True)
    return audit.noted(newest[0]) if newest else ""


def lost(noted: str) -> list[Fault]:
    """Return which lines that were noted elsewhere the log has no more, or has otherwise.

    Those before its beginning went with retention, which :func:`pipelines.institution.chain.verify`
    judges.

    Args:
        noted: Any text in which lines are noted.
    """
    lines = audit.lines()
    known = {line["seq"]: line["hash"] for line in lines}
    begin = lines[0]["seq"] if lines else 1
    if lines:
        known[begin - 1] = lines[0]["prev"]
    heads = sorted({(int(seq), digest) for seq, digest in NOTED.findall(noted)})
    return [
        Fault(BOTH, seq, "noted")
        for seq, digest in heads
        if seq >= begin - 1 and known.get(seq) != digest
    ]


def of_file(file: Path) -> str:
    """Return what a file notes: a backup, or any text, as what the server said or a message.

    Args:
        file: The file.

    Raises:
        FaroError: It cannot be read, or no line is noted in it (``no_witness``).
    """
    try:
        text = _of_backup(file) if tarfile.is_tarfile(file) else file.read_text("utf-8", "replace")
    except (OSError, ValueError, KeyError, tarfile.TarError, EOFError) as error:
        raise FaroError("it cannot be read", where=file.name, code="no_witness") from error
    if not NOTED.search(text):
        raise FaroError("no line of the log is noted in it", where=file.name, code="no_witness")
    return text


def of_backups(beside: Path) -> str:
    """Return what other backups note: those of the same folder and name but for the date.

    Args:
        beside: A backup; where its name has no date there are no others.
    """
    noted = []
    with suppress(FaroError):
        stem = backup.dated(beside.name)[0]
        for path in sorted(beside.parent.iterdir()):
            with suppress(FaroError):
                if path != beside and backup.dated(path.name)[0] == stem:
                    noted.append(of_file(path))
    return "\n".join(noted)


def _of_backup(file: Path) -> str:
    with tarfile.open(file, "r:gz") as tar:
        first = tar.next()
        body = tar.extractfile(first) if first and first.name == backup.LIST else None
        return str(json.loads(body.read())["audit"]) if body else ""
