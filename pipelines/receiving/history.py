"""What is stored of deliveries whose history is kept and whose people are not."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.specs import Kind

if TYPE_CHECKING:
    from pipelines.receiving.upload import Received


def stored(received: Received) -> tuple[str, bytes]:
    """Return the name and content under which a file is stored.

    A kind that drops people is written anew with its known columns only, e-mails and phones
    masked. A kind that keeps its history gets the digest of its content in the name, so that
    another content is another file and the same content is the same one.

    Args:
        received: What :func:`check_upload` returned.
    """
    kind = received.report.spec
    name, content = received.name, received.content
    if not isinstance(kind, Kind):
        return name, content
    if kind.drops_people:
        name, content = f"{Path(name).stem}.csv", received.known
    if kind.keeps_history:
        path = Path(name)
        name = f"{path.stem}-{sha256(content).hexdigest()[:12]}{path.suffix}"
    return name, content
