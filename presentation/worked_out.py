"""What is worked out of a build for what a reader chose: what-ifs, samples, plans, answers.

A build never changes, so each is worked out once, as in :mod:`presentation.data`.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from pipelines import serving
from pipelines.methods.sampling import Sample
from pipelines.serving import Answer, Outcome, Scenario, compare
from presentation.charts import sampled
from presentation.charts import what_if as what_if_charts
from presentation.charts.base import Plot
from presentation.choices.sample import Asking
from presentation.data import table
from presentation.desk.at_a_date import read
from presentation.desk.record import Record
from presentation.panel_cache import Scene, forgets, scene
from presentation.plans import view as plan_view
from presentation.plans.choices import Asked as PlanAsked
from presentation.samples import drawn as samples
from presentation.samples import words as samples_note
from presentation.words import Text


def _text(build_id: str, lang: str) -> Text:
    return Text(lang, serving.open(build_id))


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
    scenario = Scenario(round_id, dict(factors), solved, scope, weighting)
    return serving.open(build_id).what_if(scenario)


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
    return _what_if(build_id, scene(scenario))


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
    return _what_if_chart(build_id, scene(scenario), name, lang)


@lru_cache(maxsize=64)
def sample(build_id: str, choices: Asking) -> Sample:
    """Return the sample an address asks for, drawn once for each build and set of choices.

    Args:
        build_id: The build.
        choices: The sample.

    Raises:
        FaroError: It cannot be drawn, as :func:`pipelines.methods.sampling.draw` says.
    """
    return samples.drawn(serving.open(build_id), choices.request())


@lru_cache(maxsize=128)
def sample_chart(build_id: str, choices: Asking, name: str, lang: str) -> Plot:
    """Return a chart of a sample, drawn once for each build, language and set of choices.

    Args:
        build_id: The build.
        choices: The sample.
        name: The chart.
        lang: ``es`` or ``en``.

    Raises:
        FaroError: It cannot be drawn, as :func:`pipelines.methods.sampling.draw` says.
    """
    drawn_sample, t = sample(build_id, choices), _text(build_id, lang)
    return sampled.chart_of(name, drawn_sample, samples_note.country(drawn_sample, t), t).plot()


@lru_cache(maxsize=128)
def planned(build_id: str, choices: PlanAsked) -> plan_view.View:
    """Return a plan, solved once for each build and set of choices.

    Args:
        build_id: The build.
        choices: The plan.

    Returns:
        The plan, or why there is none.
    """
    return plan_view.make(lambda name: table(build_id, name), choices)


@lru_cache(maxsize=128)
def plan_chart(build_id: str, choices: PlanAsked, lang: str, today: date) -> Plot:
    """Return a plan drawn, once for each build, language, day and set of choices.

    Args:
        build_id: The build.
        choices: The plan.
        lang: ``es`` or ``en``.
        today: The day drawn as today.
    """
    return plan_view.picture(planned(build_id, choices), _text(build_id, lang), today).plot()


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


forgets += [
    cache.cache_clear
    for cache in (
        record,
        planned,
        plan_chart,
        example,
        _what_if,
        sample,
        sample_chart,
        _what_if_chart,
        _comparison,
    )
]
