"""What the two-way fixed effects estimator is made of, and why it is not used."""

from __future__ import annotations

import pandas as pd

from presentation.charts.base import INK, Chart, empty, figure, recipe, worded, wrapped
from presentation.charts.study_effect import MAIN
from presentation.words import Text


def bacon(effects: pd.DataFrame, *, t: Text) -> Chart:
    """Draw what the two-way fixed effects estimator is made of, beside the robust one.

    Args:
        effects: ``out_estudio__effect``.
        t: Text in the language of the reader.
    """
    own = effects[effects["scale"] == "points"]
    rows = own[own["level"] == "weight"].sort_values("weight_pct", ascending=False)
    whole = own[own["level"] == "overall"].set_index("estimator")["estimate"]
    if rows.empty or not {"twfe", MAIN} <= {*whole.index}:
        return empty(t, rows.head(0))
    names = [t(f"study.comparison.{comparison}") for comparison in rows["place"]]
    texts = [
        t("chart.bacon.bar", weight=t.percent(r.weight_pct, 0), estimate=t.points(r.estimate, 1))
        for r in rows.itertuples()
    ]
    fig = figure(rows, height=70 * len(rows) + 60, t=t)
    places, written = [f"{wrapped(name, 30)} " for name in names], {"text": texts, "width": 0.5}
    written |= {"textposition": "outside", "cliponaxis": False}
    fig.bars(rows["weight_pct"], places, INK.country, "weights", **written)
    fig.bare(170)
    fig.names(standoff=None, autorange="reversed")
    values = {name: t.points(value, 1) for name, value in whole.items()}
    subtitle = t("chart.bacon.subtitle")
    if "imputation" in values:
        subtitle = f"{subtitle} {t('chart.bacon.imputation', value=values['imputation'])}"
    listed = "; ".join(f"{a}: {b}" for a, b in zip(names, texts, strict=True))
    facts = {"twfe": values["twfe"], "robust": values[MAIN]}
    return worded(
        fig, rows.assign(place=names), t, "chart.bacon", subtitle=subtitle, listed=listed, **facts
    )


RECIPE = recipe(
    "bacon_weights",
    bacon,
    tables="out_estudio__effect",
    columns="place weight_pct estimate origin",
    metrics="study_effect study_effect_weight",
    origin="computed",
    needs="deliveries",
)
