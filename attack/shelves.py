"""Attacks on the shelf: kills, full disks, missing rights, a clock that goes back, two builds."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from attack.ground import (
    MANY,
    Ground,
    Verdict,
    apart,
    as_nobody,
    changed,
    files_at_most,
    is_served,
    killed_at,
    named,
    quick_build,
)
from pipelines import clock, receiving, serving
from pipelines.build import folder as shelf
from pipelines.errors import FaroError
from pipelines.receiving import storing
from pipelines.serving import digests

NEW = "fedcba987654"
SIZES = (0, 1, 100, 4_096, 50_000, 1_000_000, 5_000_000)
NOISE = bytes(range(256)) * 64
HALF = ".building-"


def kill_at_every_event(ground: Ground) -> Iterator[Verdict]:
    """Kill −9 at each write of a build: the old one or the new one is served, never a part."""
    event, ended = 1, False
    while not ended:
        out = ground.shelf()
        code = apart(partial(quick_build, ground, out, NEW), before=killed_at(event, out))
        ended = code == 0
        if code not in (0, -signal.SIGKILL):
            yield f"event {event}: ended with {code}"
        yield is_served(out, NEW if named(out) == NEW else ground.base.name)
        again = apart(partial(quick_build, ground, out, NEW))
        left = [path.name for path in out.glob(f"{HALF}*")]
        yield f"event {event}: {again}, left {left}" if again or left else is_served(out, NEW)
        event += ground.every


def kill_while_docs_come(ground: Ground) -> Iterator[Verdict]:
    """Kill −9 at each write of Data Docs: the build is whole before, between and after."""
    event, ended = 1, False
    while not ended:
        out = ground.shelf()
        build, docs = out / ground.base.name, out.parent / "docs"
        (docs / "static").mkdir(parents=True, exist_ok=True)
        for name in ("index.html", "static/a.css", "static/b.css"):
            (docs / name).write_bytes(NOISE)
        code = apart(partial(shelf.put_docs, docs, build), before=killed_at(event, out))
        ended = code == 0
        wrong = [*digests.damages(build), *digests.strangers(build)]
        yield f"event {event}: {wrong[0]}" if wrong else None
        written = {p.relative_to(shelf.docs_of(build)) for p in shelf.docs_of(build).rglob("*.*")}
        yield f"event {event}: a part of the docs" if len(written) not in (0, 3) else None
        with shelf.locked(out):
            left = [path.name for path in out.glob(f"{HALF}*")]
        yield f"event {event}: left {left}" if left else is_served(out, ground.base.name)
        event += ground.every


def full_disk(ground: Ground) -> Iterator[Verdict]:
    """No file beyond a size can be written: one error, the old build served, nothing left."""
    for size in SIZES[:: 1 if ground.every == 1 else 3]:
        out = ground.shelf()
        before = {path.name for path in out.iterdir()}
        code = apart(partial(quick_build, ground, out, NEW), before=files_at_most(size))
        left = {path.name for path in out.iterdir()} - before - {".lock", "last_failure.json"}
        yield f"{size} bytes: {code}, left {left}" if code != 1 or left else None
        yield is_served(out, ground.base.name)


def without_rights(ground: Ground) -> Iterator[Verdict]:
    """Somebody without rights, or a shelf that is read-only: reading works, building says why."""
    out = ground.shelf()
    yield None if apart(lambda: serving.open(root=out), before=as_nobody) == 0 else "cannot read"
    code = apart(lambda: quick_build(ground, out, NEW), before=as_nobody)
    yield None if code == 1 else f"a build without rights ended with {code}"
    yield is_served(out, ground.base.name)
    for name in ("LATEST", f"{ground.base.name}/manifest.json", ground.base.name):
        path, mode = out / name, (out / name).stat().st_mode
        path.chmod(0)
        code = apart(lambda: serving.open(root=out), before=as_nobody)
        path.chmod(mode)
        yield None if code in (0, 1) else f"{name} cannot be read: {code}"
    yield is_served(out, ground.base.name)


def clock_back(ground: Ground) -> Iterator[Verdict]:
    """The clock goes back or ahead by years: the build made last is served all the same."""
    for year in (1971, 2001, 2038, 2100):
        out = ground.shelf()

        def build(out: Path = out, year: int = year) -> None:
            clock.now = lambda: datetime(year, 1, 1, tzinfo=UTC)
            quick_build(ground, out, NEW)

        code = apart(build)
        yield f"{year}: ended with {code}" if code else is_served(out, NEW)


def two_builds(ground: Ground) -> Iterator[Verdict]:
    """Many builds at once: one is made, the others say that it is, all see a whole one."""
    out = ground.shelf()
    children = []
    for at in range(8 // min(ground.every, 4)):
        child = os.fork()
        if child == 0:
            os._exit(apart(partial(quick_build, ground, out, f"{at:012x}")) % 256)
        children.append(child)
    codes = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in children]
    for code in codes:
        yield None if code in (0, 1) else f"one of many builds ended with {code}"
    yield None if 0 in codes else "no build was made"
    yield is_served(out, named(out))


def damage(ground: Ground) -> Iterator[Verdict]:
    """Any file truncated, noise, empty or gone: named, and the newest good build is served."""
    out = ground.shelf()
    apart(lambda: quick_build(ground, out, NEW))
    files = sorted(path for path in (out / NEW).rglob("*") if path.is_file())
    for path in [*files[:: ground.every], out / "LATEST", out / "last_failure.json"]:
        whole = path.read_bytes() if path.exists() else b"{}"
        path.write_bytes(whole)
        for content in (whole[: len(whole) // 2], NOISE, b"", None):
            with changed(path, content):
                name = f"{path.relative_to(out)} {'gone' if content is None else len(content)}"
                code = apart(partial(_meets_damage, out, path.parent != out))
                yield None if code == 0 else f"{name}: {code}"
        if path.name == "last_failure.json":
            path.unlink()


def _meets_damage(out: Path, of_build: bool) -> None:
    wrong, build = serving.trouble(out), serving.open(root=out)
    serving.last_failure(out)
    serving.builds(out)
    assert not list(digests.damages(build.folder))
    if of_build:
        assert build.build_id != NEW and wrong is not None and "faro build" in str(wrong)


def killed_while_accepting(ground: Ground) -> Iterator[Verdict]:
    """The server is killed at each write while it takes a file in: it is whole or not there."""
    whole, later = b"a;b\n1;2\n" * 500, b"a;b\n3;4\n" * 700
    event, ended = 1, False
    while not ended:
        raw = Path(str(ground.shelf().parent)) / "raw"
        raw.mkdir()
        target = storing.place_of(raw, "convenio", "c.csv")
        storing.put(target, whole)
        code = apart(partial(storing.put, target, later), before=killed_at(event, raw))
        ended = code == 0
        content = target.read_bytes() if target.exists() else b""
        kept = [p.read_bytes() for p in raw.rglob("*.csv") if not p.name.startswith(".")]
        held = content in (whole, later) and whole in kept
        yield None if held else f"event {event}: {len(content)} bytes stand there"
        event += 1


def hostile_uploads(ground: Ground) -> Iterator[Verdict]:
    """Files that are no deliveries, or far too large: a verdict each, and the next is read."""
    good = b"Municipio;Tipo de convenio;Fecha de firma\nMacul;MGTM;27-02-2013\n"
    hostile = [b"", b"\0" * 10_000, NOISE * 50, b"PK\x03\x04" + NOISE, b"a;b\n" * 2_000_000]
    hostile += [b'"' * 100_000, b"<?xml version='1.0'?><a>" * 10_000, b"\xd0\xcf\x11\xe0" * 9_999]
    for content in hostile[:: min(ground.every, 3)]:
        try:
            report = receiving.check_upload("x.xlsx", content, raw=ground.raw).report
            yield None if report.verdict == "refused" else f"{content[:9]!r}: {report.verdict}"
        except FaroError as error:
            yield f"{content[:9]!r}: {error}"
    verdict = receiving.check_upload("good.csv", good, raw=ground.raw).report.verdict
    yield None if verdict == "ok" else f"the next file: {verdict}"


def five_hundred_files(ground: Ground) -> Iterator[Verdict]:
    """A raw folder with hundreds of deliveries is read, each of them told."""
    from pipelines import specs
    from pipelines.build.material import Material, take_in
    from pipelines.ingest import deliveries, inventory

    folder = Path(str(ground.shelf().parent)) / "raw"
    folder.mkdir()
    for at in range(500 // min(ground.every, 10)):
        head = "Municipio;Tipo de convenio;Fecha de firma\n"
        (folder / f"entrega {at} ñ.csv").write_text(f"{head}Macul;MGTM;{at % 28 + 1:02}-02-2013\n")
    delivered = deliveries.discover(folder, [])
    registered = inventory.take_inventory(ground.raw, specs.sources(), accept_changes=False)
    intakes, refused = take_in(Material(ground.raw, registered, delivered))
    names = {intake.file for intake in intakes} | {refusal.delivery.name for refusal in refused}
    for delivery in delivered:
        yield None if delivery.name in names else f"{delivery.name} is lost"


def shelf_of_rubbish(ground: Ground) -> Iterator[Verdict]:
    """Strange names beside the builds change nothing, and strange ids are no builds."""
    out = ground.shelf()
    for name in ("a" * 200, "ñ", "x y", "..x", "manifest.json", NEW):
        (out / name).mkdir()
    (out / "LATEST.bak").write_bytes(NOISE)
    yield is_served(out, ground.base.name)
    for build_id in (
        "a" * 5_000,
        "..",
        "/etc",
        "%00",
        "a\0b",
        "ñ",
        "LATEST",
        ".lock",
        NEW,
        str(MANY),
    ):
        try:
            serving.open(build_id, out)
            yield f"{build_id[:20]!r} is a build"
        except FaroError:
            yield None
    shelf.point_latest(out, "../" + out.name)
    yield is_served(out, ground.base.name)


ATTACKS = (
    kill_at_every_event,
    kill_while_docs_come,
    full_disk,
    without_rights,
    clock_back,
    two_builds,
    damage,
    killed_while_accepting,
    hostile_uploads,
    five_hundred_files,
    shelf_of_rubbish,
)
