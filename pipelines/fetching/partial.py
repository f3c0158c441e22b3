"""A file that is coming: counted piece by piece, and what was counted so far kept on disk.

What is kept of it are counts, and in `about.json` what the server said and how far it is. The bytes
themselves stay in memory until they are counted; what was not is asked for again.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from pydantic import ValidationError

from pipelines import atomic
from pipelines.bulk import chunks, headers, lines, records, surveying
from pipelines.bulk.surveying import CHUNK, Chunk
from pipelines.errors import FaroError
from pipelines.specs.base import Model

ABOUT = "about.json"
_HEADER = 1 << 16
_SEARCHED = 1 << 22
_PAGE = (b"<", b"{")


class About(Model):
    """What is known of a file, whole or under way.

    Attributes:
        address: Where it was asked for.
        etag, last_modified: What the server said of this state of the file.
        size: Bytes announced; None where the server did not say.
        fetched_on: Day on which it was whole, in Chile.
        offset: Bytes counted so far.
        chunks: Pieces they were counted in.
        width, places: Columns of a record, and where the wanted ones stand; 0 before the header.
        records, damaged_lines: Counted so far.
        doubts: Why it cannot be known whether it is whole: `no_length` where the server did not
            say where it ends, `no_line_end` where its last line does not end.
    """

    address: str
    etag: str | None = None
    last_modified: str | None = None
    size: int | None = None
    fetched_on: str | None = None
    offset: int = 0
    chunks: int = 0
    width: int = 0
    places: tuple[int, ...] = ()
    records: int = 0
    damaged_lines: int = 0
    doubts: tuple[str, ...] = ()

    def differs(self, other: About) -> bool:
        """Tell whether two answers are of different states of the file: size, ETag or day.

        Args:
            other: The other answer; what only one of them says is not compared.
        """
        pairs = [
            (getattr(self, name), getattr(other, name))
            for name in ("size", "etag", "last_modified")
        ]
        return any(
            ours != theirs for ours, theirs in pairs if ours is not None and theirs is not None
        )

    def is_same(self, other: About) -> bool:
        """Tell whether two answers are surely of one state: nothing differs, and something says.

        Args:
            other: The other answer; its ETag or its day must be said by both.
        """
        mark = (self.etag and other.etag) or (self.last_modified and other.last_modified)
        return bool(mark) and not self.differs(other)

    def is_over(self, answer: About) -> bool:
        """Tell whether a question after a file says that another is in its place.

        The first mark that both have decides, the size last: asked about a file without being
        asked for it, many servers announce a length of 0, or that of something else.

        Args:
            answer: What the question, asked once the file was here, was answered.
        """
        for name in ("etag", "last_modified", "size"):
            own, other = getattr(self, name), getattr(answer, name)
            if own and other:
                return bool(own != other)
        return False

    @property
    def is_marked(self) -> bool:
        """Whether anything tells this state of the file from another, so that it can go on."""
        return bool(self.etag or self.last_modified)


def read(folder: Path) -> About | None:
    """Return what is known of a file in its folder; None where nothing sound stands there.

    Args:
        folder: Folder of an edition or of a file under way, with `about.json`.
    """
    try:
        return About.model_validate_json((folder / ABOUT).read_bytes())
    except (OSError, ValidationError):
        return None


class Partial:
    """A file under way, in a folder of its own.

    Args:
        folder: Where its counts are kept; what an earlier run left there is gone on with.
        ta_file: Name of the file.
        chunk: Bytes counted at a time.
    """

    def __init__(self, folder: Path, ta_file: str, *, chunk: int = CHUNK) -> None:
        self._folder, self._ta_file, self._chunk = folder, ta_file, chunk
        self._buffer = bytearray()
        self.about = read(folder)

    @property
    def offset(self) -> int:
        """Byte to go on from."""
        return self.about.offset if self.about else 0

    def start(self, about: About) -> None:
        """Begin anew with what the server says of the file.

        What was counted before stays until a header has come: it may be a page that comes.

        Args:
            about: What it says; nothing counted in it yet.
        """
        self._buffer.clear()
        self.about = about

    def clear(self) -> None:
        """Forget what was counted."""
        shutil.rmtree(self._folder, ignore_errors=True)
        self._buffer.clear()
        self.about = None

    def refuse(self) -> None:
        """Forget a file that cannot be right; one that showed no header left what was counted."""
        if self.about is not None and self.about.width:
            self.clear()

    def feed(self, block: bytes) -> None:
        """Take the next bytes.

        Args:
            block: Bytes from where the last ones ended, however many.

        Raises:
            FaroError: They are no CSV, or the disk is full.
        """
        self._buffer += block
        if not self._known.width and not self._take_header():
            return
        while len(self._buffer) >= self._chunk:
            data = bytes(self._buffer)
            cut = lines.last_whole(data, self._known.width, self._known.places[0])
            if not cut and len(data) < self._chunk + _SEARCHED:
                return
            cut = cut or data.rfind(b"\n") + 1
            if not cut:
                raise self._refused(*_SAID["no_lines"], code="no_lines")
            self._count(cut)

    def pause(self) -> None:
        """The rest did not come: count the whole records that did, and drop what is cut."""
        if self.about is None or not self.about.width:
            self.about = read(self._folder)
        else:
            data = bytes(self._buffer)
            if cut := lines.last_whole(data, self.about.width, self.about.places[0]):
                self._count(cut)
        self._buffer.clear()

    def finish(self, *, said_its_end: bool = True) -> About:
        """Count the rest of a file that came to its end.

        Args:
            said_its_end: Whether the server told where that is.

        Raises:
            FaroError: It ends within a line or in an error page, or holds no record.
        """
        if not self._known.width and self._buffer:
            self._buffer += b"\n"
            self._take_header()
        about, rest = self._known, bytes(self._buffer)
        if about.width:
            size = about.offset + len(rest)
            surveying.hold_end(rest[-_HEADER:], about.width, about.places, self._name, size)
            self._hold_tail(rest)
        if rest:
            self._count(len(rest))
        if not self._known.records:
            raise self._refused(*_SAID["empty"], code="empty_file")
        doubts = {"no_length": not said_its_end, "no_line_end": not rest.endswith(b"\n")}
        doubt_names = tuple(name for name, is_so in doubts.items() if is_so)
        self._note(self._known.model_copy(update={"doubts": doubt_names}))
        return self._known

    @property
    def _known(self) -> About:
        assert self.about is not None, "start() comes first"
        return self.about

    @property
    def _name(self) -> str:
        return f"{self._ta_file}.csv"

    def _take_header(self) -> bool:
        if bytes(self._buffer[:_HEADER]).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(_PAGE):
            raise self._refused(*_SAID["page"], code="not_csv")
        at = self._buffer.find(b"\n")
        if at < 0:
            if len(self._buffer) > _HEADER:
                raise self._refused(*_SAID["no_lines"], code="no_lines")
            return False
        width, places = headers.columns(bytes(self._buffer[:at]), self._name)
        del self._buffer[: at + 1]
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir(parents=True)
        self._note(
            self._known.model_copy(update={"width": width, "places": places, "offset": at + 1})
        )
        return True

    def _hold_tail(self, rest: bytes) -> None:
        """Refuse what a server that broke down wrote after the last record."""
        width, places = self._known.width, self._known.places
        tail = rest[lines.last_whole(rest, width, places[0]) :]
        parts = records.split(tail, width, places)
        last = max(parts.offsets.tolist(), default=-1)
        after = [tail[at:].split(b"\n", 1)[0] for at, _ in parts.damaged if at > last]
        if any(line.lstrip().startswith(b"<") or b";" not in line for line in after):
            raise self._refused(*_SAID["broken_off"], code="broken_off")

    def _count(self, length: int) -> None:
        about = self._known
        end = about.offset + length
        part = Chunk(
            self._name, self._ta_file, about.chunks, about.offset, end, about.width, about.places
        )
        counted, damaged = chunks.counted_in(bytes(self._buffer[:length]), part)
        chunks.damaged_path(self._folder, part).unlink(missing_ok=True)
        chunks.keep(counted, damaged, self._folder, part)
        del self._buffer[:length]
        done = {
            "offset": end,
            "chunks": about.chunks + 1,
            "records": about.records + sum(counted["records"].to_pylist()),
            "damaged_lines": about.damaged_lines + damaged.num_rows,
        }
        self._note(about.model_copy(update=done))

    def _note(self, about: About) -> None:
        self.about = about
        atomic.write(self._folder / ABOUT, about.model_dump_json().encode())

    def _refused(self, what: str, es: str, *, code: str) -> FaroError:
        return FaroError(what, where=self._name, code=code, es=es)


_SAID = {
    "page": (
        "the server answers with a page, not with the file. Look at the address in the source, or "
        "try again later",
        "el servidor responde con una página, no con el archivo. Revise la dirección en la fuente "
        "o inténtelo más tarde",
    ),
    "broken_off": (
        "after its last record stands something else, as where a server breaks down and says so: "
        "the rest did not come. Try again later",
        "tras su último registro hay otra cosa, como cuando un servidor falla y lo dice: el resto "
        "no llegó. Inténtelo más tarde",
    ),
    "no_lines": (
        "what comes has no lines, so it is no CSV. Look at the address in the source",
        "lo que llega no tiene líneas: no es un CSV. Revise la dirección en la fuente",
    ),
    "empty": (
        "it holds no record. The edition before it stays; try again later",
        "no contiene ningún registro. Queda la edición anterior; inténtelo más tarde",
    ),
}
