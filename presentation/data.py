"""The only cache of the dashboard: frames, figures and panels by build, language and choice.

A build never changes, so what is made from one is made once. The caches are plain ones of the
process, shared by every session; what they hold is read, never changed. Behind that of the panels
stands, where a server says so, the disk (:mod:`presentation.stored`).
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
from pipelines.methods.sampling import Sample
from pipelines.serving import Answer, Outcome, Scenario, compare
from presentation import charts, stored
from presentation import kept as shelf
from presentation.cards.notices import absent
from presentation.charts import sampled
from presentation.charts import what_if as what_if_charts
from presentation.charts.base import Plot
from presentation.choices.sample import Asking
from presentation.context import PageContext
from presentation.desk.record import Record, read
from presentation.plans import view as plan_view
from presentation.plans.asked import Asked as PlanAsked
from presentation.samples import drawn as samples
from presentation.samples import words as samples_note
from presentation.words import Text

Where = tuple[tuple[str, Any], ...]
Scene = tuple[str, tuple[tuple[str, float], ...], tuple[str, ...], str, str]
Asked = ParamSpec("Asked")
Made = TypeVar("Made")


@lru_cache(maxsize=2048)
def _table(build_id: str, name: str, where: Where) -> pd.DataFrame:
    found = serving.open(build_id).table(name, dict(where))
    with suppress(stored.NotPlain):
        _named(found, "table", build_id, name, json.dumps(stored.plain(where)))
    return found


def table(build_id: str, name: str, **where: Any) -> pd.DataFrame:
    """Return a curated table, or the rows equal to ``where``. Shared: do not change it.

    Args:
        build_id: The build.
        name: A core or out table.
        **where: Column → value.

    Returns:
        One row as the contract of the table says.

    Raises:
        FaroError: No such build (``no_build``), table (``no_table``) or column (``no_dimension``).
    """
    return _table(build_id, name, tuple(sorted(where.items())))


@lru_cache(maxsize=2048)
def _metric(build_id: str, metric_id: str, by: tuple[str, ...], where: Where) -> pd.DataFrame:
    found = serving.open(build_id).metric(metric_id, by=by, where=dict(where))
    with suppress(stored.NotPlain):
        _named(found, "metric", build_id, metric_id, json.dumps(stored.plain([by, where])))
    return found


def metric(build_id: str, metric_id: str, *by: str, **where: Any) -> pd.DataFrame:
    """Return a metric by some dimensions. Shared: do not change it.

    Args:
        build_id: The build.
        metric_id: An id of ``metrics.yml``.
        *by: Dimensions to list.
        **where: Dimension → value.

    Returns:
        ``by``, ``value`` in the metric's unit, ``n``, ``origin``; see ``Build.metric``.

    Raises:
        FaroError: No such build (``no_build``), metric (``no_metric``) or dimension
            (``no_dimension``), or several values for one row (``ambiguous_metric``).
    """
    return _metric(build_id, metric_id, by, tuple(sorted(where.items())))


def _text(build_id: str, lang: str) -> Text:
    return Text(lang, serving.open(build_id))


@lru_cache(maxsize=4096)
def _chart(build_id: str, recipe_id: str, lang: str, params: Where) -> Plot:
    build = serving.open(build_id)
    drawn = charts.draw(
        recipe_id, lambda name: table(build_id, name), lang, dict(params), build=build
    )
    return drawn.plot()


def chart(build_id: str, recipe_id: str, lang: str, **params: Any) -> Plot:
    """Return a chart drawn once for each build, language and set of choices.

    Args:
        build_id: The build.
        recipe_id: The chart.
        lang: ``es`` or ``en``.
        **params: What the chart takes.

    Raises:
        KeyError: There is no such chart.
    """
    return _chart(build_id, recipe_id, lang, tuple(sorted(params.items())))


@lru_cache(maxsize=64)
def record(build_id: str, code: str, as_of: date) -> Record:
    """Return an OGP commitment at a date, simulated figures included and marked as such.

    Args:
        build_id: The build.
        code: The commitment, as ``CL0048``.
        as_of: The day; nothing later enters.

    Raises:
        FaroError: No such commitment (``no_commitment``), or a date out of its plan
            (``out_of_plan``).
    """
    return read(serving.open(build_id), code, as_of, simulated=True)


@lru_cache(maxsize=64)
def _what_if(build_id: str, scene: Scene) -> Outcome:
    round_id, factors, solved, scope, weighting = scene
    asked = Scenario(round_id, dict(factors), solved, scope, weighting)
    return serving.open(build_id).what_if(asked)


def what_if(build_id: str, scenario: Scenario) -> Outcome:
    """Return what a scenario gives, worked out once for each build and set of choices.

    Args:
        build_id: The build.
        scenario: What is asked.

    Returns:
        Scores in per cent, 0 to 100, changes in points.

    Raises:
        FaroError: A factor is out of bounds (``bad_factor``).
    """
    return _what_if(build_id, _scene(scenario))


@lru_cache(maxsize=128)
def _what_if_chart(build_id: str, scene: Scene, name: str, lang: str) -> Plot:
    drawn = what_if_charts.chart_of(
        name, _what_if(build_id, scene), scene[3], _text(build_id, lang)
    )
    return drawn.plot()


def what_if_chart(build_id: str, scenario: Scenario, name: str, lang: str) -> Plot:
    """Return a chart of a scenario, drawn once for each build, language and set of choices.

    Args:
        build_id: The build.
        scenario: What is asked.
        name: The chart.
        lang: ``es`` or ``en``.

    Raises:
        FaroError: A factor is out of bounds (``bad_factor``).
    """
    return _what_if_chart(build_id, _scene(scenario), name, lang)


@lru_cache(maxsize=64)
def sample(build_id: str, asked: Asking) -> Sample:
    """Return the sample an address asks for, drawn once for each build and set of choices.

    Args:
        build_id: The build.
        asked: The sample.

    Raises:
        FaroError: It cannot be drawn, as :func:`pipelines.methods.sampling.draw` says.
    """
    return samples.drawn(serving.open(build_id), asked.request())


@lru_cache(maxsize=128)
def sample_chart(build_id: str, asked: Asking, name: str, lang: str) -> Plot:
    """Return a chart of a sample, drawn once for each build, language and set of choices.

    Args:
        build_id: The build.
        asked: The sample.
        name: The chart.
        lang: ``es`` or ``en``.

    Raises:
        FaroError: It cannot be drawn, as :func:`pipelines.methods.sampling.draw` says.
    """
    found, t = sample(build_id, asked), _text(build_id, lang)
    return sampled.chart_of(name, found, samples_note.country(found, t), t).plot()


def _scene(scenario: Scenario) -> Scene:
    factors = tuple(sorted((name, one) for name, one in scenario.factors.items() if one != 1))
    solved = tuple(sorted(scenario.solved))
    return scenario.round_id, factors, solved, scenario.scope, scenario.weighting


@lru_cache(maxsize=128)
def planned(build_id: str, asked: PlanAsked) -> plan_view.View:
    """Return a plan, solved once for each build and set of choices.

    Args:
        build_id: The build.
        asked: The plan.

    Returns:
        The plan, or why there is none.
    """
    return plan_view.make(lambda name: table(build_id, name), asked)


@lru_cache(maxsize=128)
def plan_chart(build_id: str, asked: PlanAsked, lang: str, today: date) -> Plot:
    """Return a plan drawn, once for each build, language, day and set of choices.

    Args:
        build_id: The build.
        asked: The plan.
        lang: ``es`` or ``en``.
        today: The day drawn as today.
    """
    return plan_view.picture(planned(build_id, asked), _text(build_id, lang), today).plot()


@lru_cache(maxsize=32)
def example(build_id: str, sql: str) -> Answer:
    """Return the answer to one of our own example questions; what readers ask is not kept here.

    Args:
        build_id: The build.
        sql: One SELECT.

    Raises:
        FaroError: It is refused, wrong, or needs too much (``query_<word of refusals>``).
    """
    return serving.open(build_id).ask(sql)


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


def _kept(asked: Any) -> _Kept:
    """Wrap what a panel is asked with: by value where it can be, by identity where not."""
    held, named = _names.get(id(asked), (None, None))
    if held and held() is asked:
        return _Kept(asked, named)
    key: Any = asked
    if isinstance(asked, PageContext):
        key = (asked.build_id, asked.lang, asked.is_latest, asked.site, asked.on)
    elif isinstance(asked, Scenario):
        key = _scene(asked)
    elif isinstance(asked, list):
        key = tuple(asked)
    elif isinstance(asked, dict):
        key = tuple(sorted(asked.items()))
    elif isinstance(asked, pd.DataFrame | pd.Series):
        return _by_identity(asked)
    try:
        hash(key)
    except TypeError:
        try:
            key = json.dumps(stored.plain(asked))
        except stored.NotPlain:
            return _by_identity(asked)
    return _Kept(asked, key)


def _by_identity(asked: Any) -> _Kept:
    return _Kept(asked, id(asked), is_lasting=False)


# What a cache holds, by what it was asked for with: another process has it too.
_names: dict[int, tuple[weakref.ref[Any], Any]] = {}


def _named(held: Any, *by: Any) -> None:
    at = id(held)
    with suppress(TypeError):  # of numbers, words and tuples nobody can say that they are gone
        _names[at] = weakref.ref(held, lambda _: _names.pop(at, None)), by


class _Panel(NamedTuple):
    """What a panel has made, what that put on shelves, and the day it rests on, if it does."""

    found: Any
    record: list[shelf.Kept]
    day: date | None


def _made(
    panel: Callable[..., Any], asked: tuple[_Kept, ...], choices: tuple[tuple[str, _Kept], ...]
) -> _Panel:
    """Make a panel, or take from the disk what it was made into."""
    name, store = f"{panel.__module__}.{panel.__qualname__}", stored.in_use()
    key = _lasting(name, asked, choices)
    held = store.get(key) if store and key else None
    if held is not None and held["day"] in (None, _day().isoformat()):
        record = [(shelf.SHELVES[on], at, (stored.made(it), n)) for on, at, it, n in held["record"]]
        made = _Panel(stored.made(held["found"]), record, held["day"] and _day())
    else:
        with shelf.recorded() as record, clock.watched() as days:
            found = panel(*(one.it for one in asked), **{of: one.it for of, one in choices})
        made = _Panel(found, record, max(days, default=None))
        if store and key:
            with suppress(stored.NotPlain):
                store.keep(key, _on_disk(made))
    if key:
        _named(made.found, key)
    return made


def _lasting(
    name: str, asked: tuple[_Kept, ...], choices: tuple[tuple[str, _Kept], ...]
) -> str | None:
    """Return the name of what a panel makes, None where it has none in another process."""
    every = [*asked, *(one for _, one in choices)]
    if not all(one.is_lasting for one in every):
        return None
    try:
        told = stored.plain([name, [one.key for one in asked], [(n, o.key) for n, o in choices]])
    except stored.NotPlain:
        return None
    return json.dumps(told)


def _on_disk(made: _Panel) -> dict[str, Any]:
    if any(on.name is None for on, _, _ in made.record):
        raise stored.NotPlain("a shelf without a name")
    record = [(on.name, at, stored.plain(thing), weight) for on, at, (thing, weight) in made.record]
    day = made.day.isoformat() if made.day else None
    return {"found": stored.plain(made.found), "record": record, "day": day}


def _day() -> date:
    return clock.day_of(clock.now())


_panels: list[Callable[[], None]] = []
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
    def made(asked: tuple[_Kept, ...], choices: tuple[tuple[str, _Kept], ...]) -> _Panel:
        return _made(panel, asked, choices)

    @wraps(panel)
    def call(ctx: PageContext, *asked: Asked.args, **choices: Asked.kwargs) -> Made:
        named = tuple((name, _kept(one)) for name, one in sorted(choices.items()))
        if _drawn_on != [_day()]:
            clear()
            _drawn_on[:] = [_day()]
        try:
            with serving.of_its_time(ctx.build):
                known = made((_kept(ctx), *map(_kept, asked)), named)
        except FaroError as error:
            if error.code != serving.NOT_HERE or instead is None:
                raise
            return instead(ctx)
        if known.day:
            clock.told(known.day)
        shelf.keep_again(known.record)
        return cast("Made", known.found)

    _panels.append(made.cache_clear)
    return call


def clear() -> None:
    """Forget everything; for tests that change what a build holds."""
    for forget in (
        _table.cache_clear,
        _metric.cache_clear,
        _chart.cache_clear,
        record.cache_clear,
        planned.cache_clear,
        plan_chart.cache_clear,
        example.cache_clear,
        _what_if.cache_clear,
        sample.cache_clear,
        sample_chart.cache_clear,
        _what_if_chart.cache_clear,
        _comparison.cache_clear,
        *_panels,
    ):
        forget()


def comparison(before: str, after: str) -> compare.Comparison:
    """Return two builds side by side; builds never change, so this is worked out once.

    Args:
        before: Id of the earlier build.
        after: Id of the later one.

    Raises:
        FaroError: There is no such build (``no_build``), or it is damaged (``damaged_build``).
    """
    builds = serving.open(before), serving.open(after)  # asked each time: one may not be out
    return _comparison(*(build.build_id for build in builds))


@lru_cache(maxsize=16)
def _comparison(before: str, after: str) -> compare.Comparison:
    return compare.compare(serving.open(before), serving.open(after))
