"""Every file of a source: asked for, gone on with, kept as an edition; then one delivery of all."""

from __future__ import annotations

import fcntl
import shutil
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from email.utils import parsedate_to_datetime
from pathlib import Path

from pipelines import atomic, clock
from pipelines.bulk.keeping import FULL
from pipelines.bulk.running import added_up, delivery
from pipelines.bulk.surveying import CHUNK
from pipelines.errors import FaroError
from pipelines.fetching.calling import Answer, Caller, Dropped, number
from pipelines.fetching.partial import ABOUT, About, Partial, read
from pipelines.fetching.source import Source, chosen

UNDER_WAY, OLD = ".coming", ".old"
_SHRUNK = 2  # an edition less than half as large as the one before is worth a second look
_LONGEST = 60.0
# What is wrong with the file itself: nothing of it is gone on with.
_OF_THE_FILE = frozenset(
    {
        "not_csv",
        "no_lines",
        "empty_file",
        "cut_file",
        "broken_off",
        "missing_columns",
        "ambiguous_column",
        "utf16",
    }
)
Progress = Callable[[str, int, int | None], None]


@dataclass(frozen=True)
class Outcome:
    """What became of one file.

    Attributes:
        ta_file: The file.
        state: `new`, `unchanged` or `failed`.
        day: Day of its newest edition; None where there is none.
        about: What is known of that edition.
        error: Why it failed.
        shrunk: Whether it is less than half as large as the edition before.
    """

    ta_file: str
    state: str
    day: date | None
    about: About | None
    error: FaroError | None = None
    shrunk: bool = False


def fetch(
    source: Source,
    *,
    store: Path,
    catalogue: Path,
    out: Path,
    caller: Caller | None = None,
    only: tuple[str, ...] = (),
    progress: Progress = lambda name, done, total: None,
    chunk: int = CHUNK,
) -> list[Outcome]:
    """Bring the files of a source up to date and write a delivery of kind `ta_masivo` of them.

    A file that fails, for whatever reason, leaves its last edition where it was; the others go on.

    Args:
        source: The files, and how they may be asked for.
        store: Folder of the editions: `<file>/<day>/`.
        catalogue: The list of TA files (`catalogues/ta_files.csv`).
        out: The delivery, of the newest edition of every file; written wholly or not at all.
        caller: Who asks.
        only: Some files of the source; all when empty.
        progress: Called with the file, the bytes taken and those announced.
        chunk: Bytes counted at a time.

    Raises:
        FaroError: The source has no such file, another run is under way, or the disk is full.
        OSError: The disk is full.
    """
    caller = caller or Caller(source)
    names = chosen(source, only, catalogue)
    store.mkdir(parents=True, exist_ok=True)
    outcomes = []
    with _alone(store):
        for name in names:
            try:
                file = _File(source, caller, store / name, name, progress, chunk)
                outcomes.append(file.bring())
            except Exception as error:
                if _is_of_all(error):
                    raise
                day, about = newest(store / name)
                outcomes.append(Outcome(name, "failed", day, about, _failure(name, error)))
        newest_of = [store / name / str(day) for name in source.files
                     for day, _ in [newest(store / name)] if day]  # fmt: skip
        if newest_of:
            month, _ = added_up(newest_of, store / ".duckdb")
            atomic.write(out, delivery(month))
    return outcomes


def _is_of_all(error: Exception) -> bool:
    """Tell whether every other file would fail for the same reason: the disk is full."""
    if isinstance(error, FaroError):
        return error.code == "disk_full"
    return isinstance(error, OSError) and error.errno in FULL


def _failure(name: str, error: Exception) -> FaroError:
    """Return what is said of a file that failed.

    Of an error that nobody foresaw its kind and place are said, never its text: that may be a
    piece of the file, with a person's name.
    """
    if isinstance(error, FaroError):
        return error
    place = traceback.extract_tb(error.__traceback__)[-1]
    kind = f"{type(error).__name__} ({Path(place.filename).name}:{place.lineno})"
    return FaroError(
        f"unexpected {kind}. Its last edition stays; tell whoever maintains Faro",
        where=f"{name}.csv",
        code="unexpected",
        es=f"error inesperado {kind}. Queda su última edición; avise a quien mantiene Faro",
    )


def newest(folder: Path) -> tuple[date | None, About | None]:
    """Return the day of the newest edition of a file and what is known of it.

    Args:
        folder: Folder of one file in the store, with one folder a day.

    Returns:
        None twice where no sound edition stands there.
    """
    for place in sorted(folder.glob("????-??-??"), reverse=True):
        if about := read(place):
            return date.fromisoformat(place.name), about
    return None, None


@contextmanager
def _alone(store: Path) -> Iterator[None]:
    with (store / ".lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise FaroError(
                "another run is bringing files into it. Wait until it ends",
                where=store.name,
                code="busy_folder",
                es="otra ejecución está trayendo archivos. Espere a que termine",
            ) from error
        yield


@dataclass
class _File:
    """One file on its way."""

    source: Source
    caller: Caller
    folder: Path
    name: str
    progress: Progress
    chunk: int

    def __post_init__(self) -> None:
        self.url = self.source.url(self.name)
        self.partial = Partial(self.folder / UNDER_WAY, self.name, chunk=self.chunk)
        if self.partial.about and self.partial.about.address != self.url:
            self.partial.clear()
        self.day, self.last = newest(self.folder)
        if self.last and self.last.address != self.url:
            self.last = None
        self.begun, self.cause = 0, ""

    def bring(self) -> Outcome:
        """Ask until the file is here, or has not changed, or will not come."""
        failures = 0
        while True:
            reached = self.partial.offset
            try:
                return self._once()
            except Dropped as dropped:
                self.partial.pause()
                failures = 0 if self.partial.offset > reached else failures + 1
                self.cause = str(dropped)
                most, is_to_begin = self.source.tries, not self.partial.offset
                if failures >= most or (is_to_begin and self.begun >= most):
                    raise self._given_up() from dropped
                pause = min(2.0**failures, _LONGEST)
                self.caller.wait(pause if dropped.after is None else dropped.after)
            except FaroError as error:
                if error.code in _OF_THE_FILE:
                    self.partial.refuse()
                raise

    def _once(self) -> Outcome:
        with self.caller.ask(self.url, self._condition()) as answer:
            if answer.status == 304 or (answer.status == 200 and self._is_known(answer)):
                self.partial.clear()
                return Outcome(self.name, "unchanged", self.day, self.last)
            self._open(answer)
            taken = self.partial.offset
            for block in answer.blocks:
                taken += len(block)
                self.partial.feed(block)
                self.progress(self.name, taken, self._size)
            if self._size is not None and taken != self._size:
                raise Dropped(f"{taken} of {self._size} bytes")
            said_its_end = self._size is not None or answer.says_its_end
        self._still_the_same()
        return self._keep(self.partial.finish(said_its_end=said_its_end))

    @property
    def _size(self) -> int | None:
        return self.partial.about.size if self.partial.about else None

    def _condition(self) -> dict[str, str]:
        """Ask for the rest of what is under way, or for what changed since the last edition."""
        about = self.partial.about
        if about is not None and self.partial.offset:
            strong = about.etag if about.etag and not about.etag.startswith("W/") else None
            since = strong or about.last_modified
            return {"Range": f"bytes={about.offset}-"} | ({"If-Range": since} if since else {})
        if self.last is None:
            return {}
        conditions = {"If-None-Match": self.last.etag, "If-Modified-Since": self.last.last_modified}
        return {name: value for name, value in conditions.items() if value}

    def _is_known(self, answer: Answer) -> bool:
        return self.last is not None and self.last.is_same(self._about(answer))

    def _about(self, answer: Answer) -> About:
        size = answer.length
        if answer.status == 206:
            size = number(answer.headers.get("Content-Range", "").rpartition("/")[2])
        return About(
            address=self.url,
            etag=answer.headers.get("ETag"),
            last_modified=answer.headers.get("Last-Modified"),
            size=size,
        )

    def _open(self, answer: Answer) -> None:
        """Go on where the answer goes on; begin anew where it is of another state of the file."""
        about = self.partial.about
        if answer.status == 200:
            if self.begun >= self.source.tries:
                raise self._given_up()
            self.begun += 1
            self.partial.start(self._about(answer))
            return
        starts = answer.headers.get("Content-Range", "").startswith(f"bytes {self.partial.offset}-")
        if answer.status == 206 and about and starts and about.is_same(self._about(answer)):
            return
        self.partial.clear()
        raise Dropped("it changed half-way")

    def _still_the_same(self) -> None:
        """Ask whether the file is still the one that came: it may be written over while read."""
        assert self.partial.about is not None
        try:
            with self.caller.ask(self.url, {}, method="HEAD") as answer:
                changed = answer.status == 200 and self.partial.about.is_over(self._about(answer))
        except (Dropped, FaroError):
            return  # a server that answers no HEAD says nothing against the file
        if changed:
            self.partial.refuse()
            raise Dropped("it changed half-way")

    def _keep(self, about: About) -> Outcome:
        """Make what came the edition of its day; one of the same day gives its place."""
        today = clock.today()
        day = _day_of(about, today)
        if self.day and day < self.day:  # an earlier state came back: it is today's edition
            day = today
        done = about.model_copy(update={"fetched_on": today.isoformat()})
        atomic.write(self.folder / UNDER_WAY / ABOUT, done.model_dump_json().encode())
        place, old = self.folder / day.isoformat(), self.folder / OLD
        shutil.rmtree(old, ignore_errors=True)
        if place.exists():
            place.rename(old)
        (self.folder / UNDER_WAY).rename(place)
        shutil.rmtree(old, ignore_errors=True)
        shrunk = self.last is not None and about.offset * _SHRUNK < self.last.offset
        return Outcome(self.name, "new", day, done, shrunk=shrunk)

    def _given_up(self) -> FaroError:
        times, last, about = self.source.tries, self.cause, self.partial.about
        kept = "Nothing of it can be gone on with: run the same command later, and it begins anew"
        conservado = "Nada sirve para seguir: repita la misma orden más tarde, y empieza de nuevo"
        if about and about.offset and about.is_marked:
            kept = "What was counted is kept; run the same command again"
            conservado = "Lo contado se conserva; repita la misma orden"
        return FaroError(
            f"it did not come whole in {times} tries (the last: {last}). {kept}",
            where=self.url,
            code="not_whole",
            es=f"no llegó completo en {times} intentos (el último: {last}). {conservado}",
        )


def _day_of(about: About, today: date) -> date:
    """Return the day of an edition: when the file was last changed, else today."""
    try:
        return min(today, clock.day_of(parsedate_to_datetime(about.last_modified or "")))
    except (ValueError, TypeError, OverflowError):
        return today
