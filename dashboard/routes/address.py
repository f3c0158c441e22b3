"""An address that gives a file to take away: declared in one line, answered in one way.

A maker gets what is asked and gives a file. What all of them share stands here: the build
(``latest`` is the one served), the language, the limits, refusals, the name of the file, how long
it may be kept, its tag, and the files just made.
"""

from __future__ import annotations

import hashlib
import logging
import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from dashboard.routes.media import BUILD, MEDIA, NO_LONGER, READ, has_it, lasting
from dashboard.routes.turns import BUSY, Turns
from pipelines import clock, serving
from pipelines.errors import FaroError
from pipelines.marking import Marked, file_name
from pipelines.serving import changing
from presentation.formats import LANGUAGES
from presentation.kept import Shelf

MOST_CHOICES = 8
BAD = frozenset({"bad_choice", "bad_days", "bad_month"})  # answered with 400, all others with 404
# Answered with 503: they may be back in a moment.
PASSING = frozenset({BUSY, "no_database", "no_audit", "query_busy", "query_short"})
QUERY = "query_"  # of a question in SQL: how all codes of its refusals begin, its asker's but those
TOO_MUCH = "too_much"  # answered with 413: there is such a thing, but not whole in this form
ROOM = 128_000_000  # bytes of files just made
BOTH = ("before", "after")  # parts of an address that name a build each
MOST_CHARACTERS = 500  # of a part of an address
SPACES = re.compile(r"[\n\r\t]")

_made: Shelf[Taken] = Shelf(ROOM)
_heavy, _light = Turns(), Turns(at_once=8, most_waiting=24)
log = logging.getLogger("faro.dashboard")


def named(name: str, how: str = "attachment") -> dict[str, str]:
    """Return the header that names a file a reader takes away.

    Args:
        name: Name of the file with its ending.
        how: ``attachment``, or ``inline`` for what a browser shows in place.
    """
    return {"content-disposition": f'{how}; filename="{name}"'}


def is_attached(headers: Mapping[str, str]) -> bool:
    """Return whether an answer is a file that a reader takes away.

    Args:
        headers: Of the answer.
    """
    return headers.get("content-disposition", "").startswith("attachment")


def is_shown(headers: Mapping[str, str]) -> bool:
    """Return whether an answer is a part of a page, which a browser shows in place.

    Args:
        headers: Of the answer.
    """
    return headers.get("content-disposition", "").startswith("inline")


@dataclass(frozen=True)
class Asked:
    """What an address asks for.

    Attributes:
        path: The parts of the address by name.
        query: The choices after it, without ``lang``.
        lang: Language, the first one where none is asked for that there is.
    """

    path: Mapping[str, str]
    query: Mapping[str, str]
    lang: str

    @property
    def latest(self) -> bool:
        """Whether it is about whatever build is served."""
        return self.path["build_id"] == "latest"

    @cached_property
    def build(self) -> serving.Build:
        """The build it is about.

        Raises:
            FaroError: There is no such build.
        """
        return serving.open(None if self.latest else self.path["build_id"])

    @property
    def about(self) -> str:
        """The id of the build whose figures it asks for, of two the later; empty for none."""
        return self.build.build_id if "build_id" in self.path else self.path.get("after", "")

    @cached_property
    def is_provisional(self) -> bool:
        """Whether a build it names has figures that may still change."""
        if "build_id" in self.path:
            return serving.provisional(self.build)
        return any(serving.provisional(self.path[side]) for side in BOTH if side in self.path)


@dataclass(frozen=True)
class Taken:
    """A file as its maker gives it.

    Attributes:
        stem: What it is, without its ending.
        ending: A key of :data:`~dashboard.routes.media.MEDIA`.
        body: Its bytes, which know where their figures come from.
        passing: Whether it is another one tomorrow.
        inline: Whether a browser shows it in place.
    """

    stem: str
    ending: str
    body: Marked
    passing: bool = False
    inline: bool = False

    @cached_property
    def tag(self) -> str:
        """What tells these bytes from others, for a browser that has some."""
        return f'"{hashlib.blake2b(bytes(self.body), digest_size=12).hexdigest()}"'


@dataclass(frozen=True, kw_only=True)
class Address:
    """One address of a file.

    Attributes:
        path: Its pattern, as Starlette takes it.
        make: Makes the file, or raises a FaroError that says why not.
        lasting: Whether browsers may keep for ever what names its build.
        endings: The endings there are; the maker sees to it where there are none here.
        takes: The choices it takes beside ``lang``, with a space between; ``*`` leaves the names to
            the maker, None the choices altogether.
        bad: Codes of errors that are the asker's (400).
        light: Whether it costs next to nothing to make; what does takes its turn.
        turns: Those of its own that it takes instead.
    """

    path: str
    make: Callable[[Asked], Taken]
    lasting: bool = False
    endings: tuple[str, ...] = ()
    takes: str | None = None
    bad: frozenset[str] = BAD
    light: bool = False
    turns: Turns | None = None

    def route(self) -> Route:
        """Return it as a route of the server."""
        return Route(self.path, self.answer, methods=READ)

    def answer(self, request: Request) -> Response:
        """Answer a request with the file, or with the reason why there is none.

        Args:
            request: The request.
        """
        query = dict(request.query_params)
        asked_for = request.path_params.get("lang") or query.pop("lang", "")
        lang = asked_for if asked_for in LANGUAGES else LANGUAGES[0]
        parsed = Asked(request.path_params, query, lang)
        try:
            _readable(parsed)
            if self.takes is not None:
                self._limit(request, asked_for)
            taken = self._taken(parsed)
        except FaroError as error:
            return refused(error, lang, self.bad)
        except Exception:
            reference = uuid.uuid4().hex[:8]
            log.exception("no file %s at %s", reference, request.url.path[:200])
            return refused(_failed(reference), lang, self.bad, status=500)
        how = "inline" if taken.inline else "attachment"
        may_change = parsed.is_provisional
        name = file_name(taken.stem, taken.ending, taken.body.origin, provisional=may_change)
        keep = self.lasting and not parsed.latest and not taken.passing
        headers = {"etag": taken.tag, **(lasting() if keep else NO_LONGER), **named(name, how)}
        if about := parsed.about:
            headers[BUILD] = about
        if has_it(request, taken.tag):
            return Response(status_code=304, headers=headers)
        return Response(bytes(taken.body), media_type=MEDIA[taken.ending], headers=headers)

    def _taken(self, parsed: Asked) -> Taken:
        """Return the file, made once: a build never changes, and a day passes."""
        turns = self.turns or (_light if self.light else _heavy)
        if "build_id" not in parsed.path:  # whether this reader may have it is for the maker to say
            return turns.once(uuid.uuid4().hex, lambda: self._make(parsed))
        parts = {**parsed.path, "build_id": parsed.build.build_id}
        ending = parts.get("ending", "")
        if self.endings and ending not in self.endings:
            raise FaroError(
                f"there is no format {ending[:20]}",
                fix=f"There are: {', '.join(self.endings)}",
                code="no_format",
            )
        when = clock.today(), parsed.is_provisional
        key = repr((self.path, parts, sorted(parsed.query.items()), parsed.lang, when))
        return _made.get(key) or turns.once(key, lambda: self._keep(key, parsed))

    def _keep(self, key: str, parsed: Asked) -> Taken:
        taken = _made.get(key) or self._make(parsed)
        _made.keep(key, taken, len(taken.body))
        return taken

    def _make(self, parsed: Asked) -> Taken:
        taken = self.make(parsed)
        if not parsed.is_provisional:
            return taken
        return replace(taken, body=changing.with_column(taken.body, taken.ending))

    def _limit(self, request: Request, lang: str) -> None:
        pairs = [name for name, _ in request.query_params.multi_items()]
        takes = (self.takes or "").split()
        if lang and lang not in LANGUAGES:
            what, fix = f"there is no language {lang[:20]}", f"There are: {', '.join(LANGUAGES)}"
            raise FaroError(what, fix=fix, code="bad_choice")
        if len(pairs) > MOST_CHOICES or len(set(pairs)) < len(pairs):
            raise FaroError("too many choices, or one of them twice", code="bad_choice")
        if self.takes != "*" and set(pairs) - {*takes, "lang"}:
            choices = " and ".join([*takes, "lang"])
            raise FaroError(f"this address takes no choice but {choices}", code="bad_choice")


def refused(
    error: FaroError, lang: str, bad: frozenset[str] = BAD, *, status: int = 404
) -> Response:
    """Answer with the reason why there is no file.

    Args:
        error: The reason.
        lang: ``es`` or ``en``.
        bad: Codes of errors that are the asker's (400).
        status: Of the answer, where the code of the error has none of its own.
    """
    if error.code in bad or error.code.startswith(QUERY):
        status = 400
    status = 503 if error.code in PASSING else 413 if error.code == TOO_MUCH else status
    headers = {**NO_LONGER, **({"retry-after": "5"} if status == 503 else {})}
    return PlainTextResponse(f"{error.in_language(lang)}\n", status_code=status, headers=headers)


def _readable(parsed: Asked) -> None:
    """Refuse an address that no link of ours has: overlong, or with what nobody can read."""
    given = [("", part) for part in (*parsed.path.values(), *parsed.query)]
    for name, part in [*given, *parsed.query.items()]:
        most = serving.MOST_CHARACTERS if name == "q" else MOST_CHARACTERS
        if len(part) > most or not SPACES.sub(" ", part).isprintable():
            raise no_address()


def no_address() -> FaroError:
    """Return the error of an address that leads nowhere."""
    return FaroError(
        "there is nothing at this address",
        fix="Take the link from the page",
        code="no_address",
        es="no hay nada en esta dirección. Tome el enlace desde la página",
    )


def _failed(reference: str) -> FaroError:
    return FaroError(
        f"the file could not be made; the problem was noted as {reference}",
        fix="Try again, or tell whoever runs the site",
        code="failed",
        es=f"el archivo no se pudo preparar; el problema quedó registrado como {reference}. "
        "Intente de nuevo, o avise a quien administra el sitio",
    )
