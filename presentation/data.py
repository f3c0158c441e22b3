"""The only cache of the dashboard: frames, figures and panels by build, language and choice.

A build never changes, so what is made from one is made once. The caches are plain ones of the
process, shared by every session; what they hold is read, never changed.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache, wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

import pandas as pd

from pipelines import serving
from pipelines.errors import FaroError
from pipelines.methods.sampling import Sample
from pipelines.serving import Answer, Outcome, Scenario, compare
from presentation import charts
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
    return serving.open(build_id).table(name, dict(where))


def table(build_id: str, name: str, **where: Any) -> pd.DataFrame:
    """Return a curated table, or the rows equal to ``where``. Shared: do not change it."""
    return _table(build_id, name, tuple(sorted(where.items())))


@lru_cache(maxsize=2048)
def _metric(build_id: str, metric_id: str, by: tuple[str, ...], where: Where) -> pd.DataFrame:
    return serving.open(build_id).metric(metric_id, by=by, where=dict(where))


def metric(build_id: str, metric_id: str, *by: str, **where: Any) -> pd.DataFrame:
    """Return a metric by some dimensions. Shared: do not change it."""
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
    """Return a chart drawn once for each build, language and set of choices."""
    return _chart(build_id, recipe_id, lang, tuple(sorted(params.items())))


@lru_cache(maxsize=64)
def record(build_id: str, code: str, as_of: date) -> Record:
    """Return an OGP commitment at a date, simulated figures included and marked as such.

    Raises:
        FaroError: No such commitment, or a date out of its plan.
    """
    return read(serving.open(build_id), code, as_of, simulated=True)


@lru_cache(maxsize=64)
def _what_if(build_id: str, scene: Scene) -> Outcome:
    round_id, factors, solved, scope, weighting = scene
    asked = Scenario(round_id, dict(factors), solved, scope, weighting)
    return serving.open(build_id).what_if(asked)


def what_if(build_id: str, scenario: Scenario) -> Outcome:
    """Return what a scenario gives, worked out once for each build and set of choices."""
    return _what_if(build_id, _scene(scenario))


@lru_cache(maxsize=128)
def _what_if_chart(build_id: str, scene: Scene, name: str, lang: str) -> Plot:
    drawn = what_if_charts.chart_of(
        name, _what_if(build_id, scene), scene[3], _text(build_id, lang)
    )
    return drawn.plot()


def what_if_chart(build_id: str, scenario: Scenario, name: str, lang: str) -> Plot:
    """Return a chart of a scenario, drawn once for each build, language and set of choices."""
    return _what_if_chart(build_id, _scene(scenario), name, lang)


@lru_cache(maxsize=64)
def sample(build_id: str, asked: Asking) -> Sample:
    """Return the sample an address asks for, drawn once for each build and set of choices.

    Raises:
        FaroError: It cannot be drawn.
    """
    return samples.drawn(serving.open(build_id), asked.request())


@lru_cache(maxsize=128)
def sample_chart(build_id: str, asked: Asking, name: str, lang: str) -> Plot:
    """Return a chart of a sample, drawn once for each build, language and set of choices."""
    found, t = sample(build_id, asked), _text(build_id, lang)
    return sampled.chart_of(name, found, samples_note.country(found, t), t).plot()


def _scene(scenario: Scenario) -> Scene:
    factors = tuple(sorted((name, one) for name, one in scenario.factors.items() if one != 1))
    solved = tuple(sorted(scenario.solved))
    return scenario.round_id, factors, solved, scenario.scope, scenario.weighting


@lru_cache(maxsize=128)
def planned(build_id: str, asked: PlanAsked) -> plan_view.View:
    """Return a plan, solved once for each build and set of choices."""
    return plan_view.make(lambda name: table(build_id, name), asked)


@lru_cache(maxsize=128)
def plan_chart(build_id: str, asked: PlanAsked, lang: str, today: date) -> Plot:
    """Return a plan drawn, once for each build, language, day and set of choices."""
    return plan_view.picture(planned(build_id, asked), _text(build_id, lang), today).plot()


@lru_cache(maxsize=32)
def example(build_id: str, sql: str) -> Answer:
    """Return the answer to one of our own example questions; what readers ask is not kept here."""
    return serving.open(build_id).ask(sql)


class _Kept:
    """What a panel is made from: compared by its key, holding the thing itself."""

    __slots__ = ("it", "key")

    def __init__(self, it: Any, key: Any) -> None:
        self.it = it
        self.key = key

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Kept) and self.key == other.key


def _kept(asked: Any) -> _Kept:
    """Wrap what a panel is asked with: by value where it has a hash, by identity where not."""
    key: Any = asked
    if isinstance(asked, PageContext):
        key = (asked.build_id, asked.lang, asked.is_latest, asked.site)
    elif isinstance(asked, Scenario):
        key = _scene(asked)
    elif isinstance(asked, list):
        key = tuple(asked)
    elif isinstance(asked, dict):
        key = tuple(sorted(asked.items()))
    try:
        hash(key)
    except TypeError:
        key = id(asked)
    return _Kept(asked, key)


_panels: list[Callable[[], None]] = []
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
    """
    instead = INSTEAD.get(panel.__annotations__["return"])

    @lru_cache(maxsize=512)
    def made(asked: tuple[_Kept, ...], choices: tuple[tuple[str, _Kept], ...]) -> Any:
        with shelf.recorded() as record:
            found = panel(*(one.it for one in asked), **{name: one.it for name, one in choices})
        return found, record

    @wraps(panel)
    def call(ctx: PageContext, *asked: Asked.args, **choices: Asked.kwargs) -> Made:
        named = ((name, _kept(one)) for name, one in sorted(choices.items()))
        try:
            with serving.of_its_time(ctx.build):
                found, record = made((_kept(ctx), *map(_kept, asked)), tuple(named))
        except FaroError as error:
            if error.code != serving.NOT_HERE or instead is None:
                raise
            return instead(ctx)
        shelf.keep_again(record)
        return found

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

    Raises:
        FaroError: There is no such build.
    """
    builds = serving.open(before), serving.open(after)  # asked each time: one may not be out
    return _comparison(*(build.build_id for build in builds))


@lru_cache(maxsize=16)
def _comparison(before: str, after: str) -> compare.Comparison:
    return compare.compare(serving.open(before), serving.open(after))
