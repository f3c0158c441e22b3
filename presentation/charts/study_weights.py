"""What the two-way fixed effects estimator is made of, and why it is not used."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from presentation.charts.base import INK, Chart, Recipe, empty, figure, wrapped
from presentation.charts.marks import bar, is_simulated, stamp_if, words
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
    fig = figure(
        go.Bar(
            x=rows["weight_pct"].tolist(),
            y=[f"{wrapped(name, 30)} " for name in names],
            orientation="h",
            marker=bar(INK.country, simulated=is_simulated(rows)),
            width=0.5,
            text=texts,
            textposition="outside",
            cliponaxis=False,
            hoverinfo="skip",
            meta="weights",
        ),
        height=70 * len(rows) + 60,
        t=t,
    )
    fig.update_xaxes(range=[0, 170], visible=False)
    fig.update_yaxes(autorange="reversed", showgrid=False, tickfont={"color": INK.ink, "size": 13})
    stamp_if(fig, rows, t)
    text = t(
        "chart.bacon.takeaway",
        twfe=t.points(whole["twfe"], 1),
        robust=t.points(whole[MAIN], 1),
    )
    subtitle = t("chart.bacon.subtitle")
    if "imputation" in whole:
        subtitle = (
            f"{subtitle} {t('chart.bacon.imputation', value=t.points(whole['imputation'], 1))}"
        )
    listed = "; ".join(f"{a}: {b}" for a, b in zip(names, texts, strict=True))
    shown = rows.assign(place=names)
    return Chart(fig, words(text, rows, t), subtitle, t("chart.bacon.alt", listed=listed), shown)


RECIPE = Recipe(
    id="bacon_weights",
    draw=bacon,
    tables=("out_estudio__effect",),
    columns=("place", "weight_pct", "estimate", "origin"),
    metrics=("study_effect", "study_effect_weight"),
    origin="computed",
    needs="deliveries",
)
