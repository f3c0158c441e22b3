"""Panels made once for each build, language and set of choices, in memory and on disk.

A build never changes, so neither does what is made of it, but for what rests on the day. What a
panel is asked with has a name that another process knows too, or it is made anew by each.
"""

from __future__ import annotations

import json
import weakref
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from functools import lru_cache, wraps
from typing import Any, Concatenate, NamedTuple, ParamSpec, TypeVar, cast

import pandas as pd

from pipelines import clock, serving
from pipelines.errors import FaroError
from pipelines.serving import Scenario
from presentation import kept as shelf
from presentation import stored
from presentation.absent import absent
from presentation.context import PageContext

Scene = tuple[str, tuple[tuple[str, float], ...], tuple[str, ...], str, str]
Asked = ParamSpec("Asked")
Made = TypeVar("Made")
# What forgets all that a cache of this process holds: those of panels, and of what they read.
forgets: list[Callable[[], None]] = []


def scene(scenario: Scenario) -> Scene:
    """Return a scenario as a value: two that ask for the same are one.

    Args:
        scenario: What a what-if changes.
    """
    factors = tuple(
        sorted((name, factor) for name, factor in scenario.factors.items() if factor != 1)
    )
    solved = tuple(sorted(scenario.solved))
    return scenario.round_id, factors, solved, scenario.scope, scenario.weighting


class _Kept:
    """What a panel is made from: compared by its key, holding the thing itself."""

    __slots__ = ("is_lasting", "it", "key")

    def __init__(self, it: Any, key: Any, *, is_lasting: bool = True) -> None:
        self.it = it
        self.key = key
        self.is_lasting = is_lasting

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Kept) and self.key == other.key


def _kept(argument: Any) -> _Kept:
    """Wrap what a panel is asked with: by value where it can be, by identity where not."""
    held, named = _names.get(id(argument), (None, None))
    if held and held() is argument:
        return _Kept(argument, named)
    key: Any = argument
    if isinstance(argument, PageContext):
        standing = argument.is_latest, serving.provisional(argument.build), argument.published_only
        key = (argument.build_id, argument.lang, *standing, argument.site, argument.on)
    elif isinstance(argument, Scenario):
        key = scene(argument)
    elif isinstance(argument, list):
        key = tuple(argument)
    elif isinstance(argument, dict):
        key = tuple(sorted(argument.items()))
    elif isinstance(argument, pd.DataFrame | pd.Series):
        return _by_identity(argument)
    try:
        hash(key)
    except TypeError:
        try:
            key = json.dumps(stored.plain(argument))
        except stored.NotPlain:
            return _by_identity(argument)
    return _Kept(argument, key)


def _by_identity(argument: Any) -> _Kept:
    return _Kept(argument, id(argument), is_lasting=False)


# What a cache holds, by what it was asked for with: another process has it too.
_names: dict[int, tuple[weakref.ref[Any], Any]] = {}


def named(held: Any, *by: Any) -> None:
    """Note what something that a cache holds was asked for with.

    Args:
        held: A frame, a list or another thing that is read and never changed.
        *by: What says which one it is, to any process.
    """
    at = id(held)
    with suppress(TypeError):  # of numbers, words and tuples nobody can say that they are gone
        _names[at] = weakref.ref(held, lambda _: _names.pop(at, None)), by


class _Panel(NamedTuple):
    """What a panel has made, what that put on shelves, and the day it rests on, if it does."""

    value: Any
    record: list[shelf.Kept]
    day: date | None


def _made(
    panel: Callable[..., Any], arguments: tuple[_Kept, ...], choices: tuple[tuple[str, _Kept], ...]
) -> _Panel:
    """Make a panel, or take from the disk what it was made into."""
    name, store = f"{panel.__module__}.{panel.__qualname__}", stored.in_use()
    key = _lasting(name, arguments, choices)
    held = store.get(key) if store and key else None
    if held is not None and held["day"] in (None, _day().isoformat()):
        record = [(shelf.SHELVES[on], at, (stored.made(it), n)) for on, at, it, n in held["record"]]
        made = _Panel(stored.made(held["found"]), record, held["day"] and _day())
    else:
        with shelf.recorded() as record, clock.watched() as days:
            content = panel(
                *(argument.it for argument in arguments),
                **{of: argument.it for of, argument in choices},
            )
        made = _Panel(content, record, max(days, default=None))
        if store and key:
            with suppress(stored.NotPlain):
                store.keep(key, _on_disk(made))
    if key:
        named(made.value, key)
    return made


def _lasting(
    name: str, arguments: tuple[_Kept, ...], choices: tuple[tuple[str, _Kept], ...]
) -> str | None:
    """Return the name of what a panel makes, None where it has none in another process."""
    every = [*arguments, *(argument for _, argument in choices)]
    if not all(argument.is_lasting for argument in every):
        return None
    try:
        parts = stored.plain(
            [name, [argument.key for argument in arguments], [(n, o.key) for n, o in choices]]
        )
    except stored.NotPlain:
        return None
    return json.dumps(parts)


def _on_disk(made: _Panel) -> dict[str, Any]:
    if any(on.name is None for on, _, _ in made.record):
        raise stored.NotPlain("a shelf without a name")
    record = [(on.name, at, stored.plain(thing), weight) for on, at, (thing, weight) in made.record]
    day = made.day.isoformat() if made.day else None
    return {"found": stored.plain(made.value), "record": record, "day": day}


def _day() -> date:
    return clock.day_of(clock.now())


_drawn_on: list[date] = []
# What stands in the place of a panel that an edition has no data for, by what the panel returns.
INSTEAD: dict[str, Callable[[PageContext], Any]] = {
    "Safe": absent,
    "tuple[Safe, Safe]": lambda ctx: (absent(ctx), absent(ctx)),
    "list[Kpi]": lambda ctx: [],
}


def drawn(
    panel: Callable[Concatenate[PageContext, Asked], Made],
) -> Callable[Concatenate[PageContext, Asked], Made]:
    """Make a panel once for each build, language, address of the site and arguments.

    For functions of a page's context, plain choices, and frames that a cache holds, which return
    HTML, words or rows and show nothing themselves. A frame made anew for each reader is none of
    these: it would be taken for another every time. HTML of what an edition does not have says so.
    What rests on today is made again tomorrow.

    Args:
        panel: Takes a page's context first; its return annotation names what stands in its place.
    """
    instead = INSTEAD.get(panel.__annotations__["return"])

    @lru_cache(maxsize=512)
    def made(arguments: tuple[_Kept, ...], choices: tuple[tuple[str, _Kept], ...]) -> _Panel:
        return _made(panel, arguments, choices)

    @wraps(panel)
    def call(ctx: PageContext, *arguments: Asked.args, **choices: Asked.kwargs) -> Made:
        named = tuple((name, _kept(choice)) for name, choice in sorted(choices.items()))
        if _drawn_on != [_day()]:
            clear()
            _drawn_on[:] = [_day()]
        try:
            with serving.of_its_time(ctx.build):
                known = made((_kept(ctx), *map(_kept, arguments)), named)
        except FaroError as error:
            if error.code != serving.NOT_HERE or instead is None:
                raise
            return instead(ctx)
        if known.day:
            clock.rests_on(known.day)
        shelf.keep_again(known.record)
        return cast("Made", known.value)

    forgets.append(made.cache_clear)
    return call


def clear() -> None:
    """Forget everything; for tests that change what a build holds."""
    for forget in forgets:
        forget()
