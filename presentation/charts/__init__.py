"""Charts: frames in, figure with its takeaway, subtitle and alternative text out. No Streamlit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from pipelines.serving import Build
from presentation.charts import (
    adoption,
    comparison,
    convenios,
    coverage,
    diagnosis_dots,
    diagnosis_radar,
    funnel,
    gam,
    gap,
    groups,
    heat,
    history,
    movers,
    national,
    ogp_cycles,
    ogp_gantt,
    ogp_indicators,
    path,
    pilot,
    plan_progress,
    pmg,
    process_items,
    process_stages,
    publication_months,
    publication_trend,
    punctuality,
    ranks,
    regions,
    ribbons,
    sample_estimate,
    signing_days,
    study_cells,
    study_claim,
    study_effect,
    study_moves,
    study_quadrants,
    study_regression,
    study_series,
    study_spread,
    study_waiting,
    study_waterfall,
    study_weights,
    swarm,
    timeline,
    tools,
)
from presentation.charts.base import Chart, Recipe
from presentation.charts.marks import marked
from presentation.words import Text

RECIPES: dict[str, Recipe] = {
    recipe.id: recipe
    for recipe in (
        national.RECIPE,
        pilot.RECIPE,
        convenios.CURVE,
        regions.RECIPE,
        funnel.RECIPE,
        signing_days.RECIPE,
        coverage.REGION,
        coverage.RURALITY,
        adoption.RECIPE,
        plan_progress.RECIPE,
        tools.YEARS,
        tools.SCORES,
        swarm.RECIPE,
        ribbons.RECIPE,
        groups.RECIPE,
        movers.RECIPE,
        history.RECIPE,
        timeline.RECIPE,
        ranks.RECIPE,
        heat.RECIPE,
        gap.RECIPE,
        path.RECIPE,
        ogp_gantt.RECIPE,
        ogp_indicators.RECIPE,
        ogp_cycles.RECIPE,
        diagnosis_dots.RECIPE,
        diagnosis_radar.RECIPE,
        process_stages.RECIPE,
        process_items.RECIPE,
        pmg.RECIPE,
        gam.RECIPE,
        publication_months.RECIPE,
        publication_trend.RECIPE,
        punctuality.FILES,
        punctuality.DAYS,
        comparison.RECIPE,
        study_series.RECIPE,
        study_waterfall.RECIPE,
        study_regression.RECIPE,
        study_quadrants.RECIPE,
        study_claim.RECIPE,
        study_moves.RECIPE,
        study_spread.RECIPE,
        study_waiting.RECIPE,
        study_effect.RECIPE,
        study_cells.RECIPE,
        study_weights.RECIPE,
        sample_estimate.RECIPE,
    )
}


def draw(
    recipe_id: str,
    table: Callable[[str], pd.DataFrame],
    lang: str,
    params: Mapping[str, Any] | None = None,
    *,
    build: Build | None = None,
) -> Chart:
    """Draw one chart.

    Args:
        recipe_id: A key of :data:`RECIPES`.
        table: Returns a curated table by its name.
        lang: ``es`` or ``en``.
        params: Choices of the reader the chart takes, by name.
        build: Whose words and smallest group the chart speaks of; today's when None.
    """
    recipe, t = RECIPES[recipe_id], Text(lang, build)
    read = [table(name) for name in recipe.tables]
    return marked(recipe.draw(*read, t=t, **(params or {})), t, recipe.origin, *read)
