"""Looking after the builds on the shelf: hold them against their digests, remove old ones."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipelines import serving
from pipelines.build import folder as shelf
from pipelines.errors import FaroError
from pipelines.institution import releases
from pipelines.serving import digests
from pipelines.serving import shelf as every
from pipelines.serving.shelf import folders


@dataclass(frozen=True)
class Verified:
    """A build held against its digests.

    Attributes:
        build_id: Its id.
        files: How many files its manifest holds the digest of; 0 of one made before manifests did.
        damages: What is wrong, each in one sentence.
        strangers: What stands in it that no build wrote, each in one sentence.
        is_confirmed: Whether Great Expectations has confirmed what it says of itself.
    """

    build_id: str
    files: int
    damages: tuple[FaroError, ...]
    strangers: tuple[FaroError, ...]
    is_confirmed: bool

    @property
    def verdict(self) -> str:
        """What was found, in a few words."""
        if self.damages:
            return f"damaged ({len(self.damages)} of its files)"
        if not self.files:
            return "made before builds kept digests"
        whole = f"whole ({self.files} files)"
        if self.is_confirmed:
            return whole
        return f"{whole}; not confirmed by Great Expectations: `faro build` asks it"


def verify(out: Path, build_id: str | None = None) -> list[Verified]:
    """Hold builds against their digests.

    Args:
        out: Folder of the builds.
        build_id: One of them; all when None.

    Raises:
        FaroError: There is no such build, or none at all.
    """
    known = {folder.name: folder for folder in folders(out)}
    if build_id is not None and build_id not in known:
        raise FaroError(
            f"there is no build {build_id[:40]}",
            fix="`faro builds` lists the builds there are",
            code="no_build",
        )
    if not known:
        raise FaroError(
            "there is no build yet", where=out.name, fix="Run `faro build`", code="no_build"
        )
    return [_verify(known[name]) for name in ([build_id] if build_id else known)]


def _verify(folder: Path) -> Verified:
    if damages := tuple(digests.damages(folder)):
        return Verified(folder.name, 0, damages, (), False)
    files = digests.manifest_of(folder).get(digests.FILES, ())
    is_confirmed = shelf.docs_of(folder).is_dir() or "docs/index.html" in files
    is_confirmed |= shelf.INGREDIENTS not in files  # nothing of it can be judged any more
    return Verified(folder.name, len(files), (), tuple(digests.strangers(folder)), is_confirmed)


def prune(out: Path, keep: int) -> list[str]:
    """Remove all builds but the newest good ones; the one served always stays.

    Where an institution runs Faro as many stay of those that are out, and whatever waits for its
    minute: what is not out yet is not there for readers, and is not to be lost for that.

    Args:
        out: Folder of the builds.
        keep: How many stay.

    Returns:
        The ids of those removed; one whose manifest cannot be read is among them.

    Raises:
        FaroError: A build is being made.
    """
    with shelf.locked(out):
        newest = [str(manifest["build_id"]) for manifest in every.builds(out)]
        public = [name for name in newest if serving.is_public(name, out)]
        stays = {*newest[:keep], *public[:keep], *releases.waiting(), every.latest_id(out)}
        stays.add(serving.latest_id(out))
        gone = [folder for folder in folders(out) if folder.name not in stays]
        for folder in gone:
            shelf.remove(folder)
    return [folder.name for folder in gone]
