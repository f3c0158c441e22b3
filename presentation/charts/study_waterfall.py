"""Why the mean moved: a waterfall whose steps sum to the last decimal printed."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipelines.spreadsheets.missing import is_missing
from presentation.charts import printed
from presentation.charts.base import INK, Chart, empty, figure, recipe
from presentation.charts.sheet import Sheet
from presentation.charts.simulated import crossed
from presentation.words import Text

ENDS = ("start", "end")


def waterfall(
    changes: pd.DataFrame,
    rounds: pd.DataFrame,
    regions: pd.DataFrame,
    materias: pd.DataFrame,
    *,
    t: Text,
    from_round_id: str | None = None,
    to_round_id: str | None = None,
    dimension: str = "group",
) -> Chart:
    """Draw the steps between two means; what cannot be told is written, never drawn as zero.

    Args:
        changes: ``out_estudio__mean_change``.
        rounds: ``core_fiscalizacion__round``, for names.
        regions: ``core_territory__region``, for names.
        materias: ``core_catalogue__materia``, for names.
        t: Text in the language of the reader.
        from_round_id: First round; the usual pair when either is empty.
        to_round_id: Last round.
        dimension: What the change within is split by.
    """
    if not (from_round_id and to_round_id):
        from_round_id, to_round_id = usual_pair(changes)
    rows = changes[
        (changes["from_round_id"] == from_round_id)
        & (changes["to_round_id"] == to_round_id)
        & (changes["dimension"] == dimension)
    ].sort_values("part_order")
    if rows.empty:
        return empty(t, rows)
    named = rounds.set_index("round_id")
    members = dict(zip(regions["region_code"], regions["region"], strict=True))
    members |= {row["materia_id"]: t.pick(row, "name") for row in materias.to_dict("records")}
    ends = [t.pick(named.loc[round_id], "label") for round_id in (from_round_id, to_round_id)]
    labels = [_label(row, ends, members, t) for row in rows.to_dict("records")]
    reach = _reach(rows, rows[rows["part_kind"].isin(ENDS)]["points"].min())
    fig = figure(rows, height=30 * len(rows) + 50, t=t)
    _steps(fig, rows, labels, reach, t)
    fig.bare(reach[1], reach[0])
    fig.names(autorange="reversed", categoryorder="array", categoryarray=labels)
    return Chart(
        figure=fig,
        takeaway=_takeaway(rows, ends, labels, t),
        subtitle=_subtitle(rows, t),
        alt=_alt(rows, labels, t),
        rows=rows.assign(member=labels),
    )


def usual_pair(changes: pd.DataFrame) -> tuple[str, str]:
    """Return the last pair of one method whose change is told apart; the first pair otherwise.

    Args:
        changes: ``out_estudio__mean_change``.
    """
    within = changes[(changes["part_kind"] == "within") & (changes["dimension"] == "group")]
    identified = within[within["is_comparable"] & (within["state"] == "identified")]
    rows = (identified if len(identified) else within).sort_values(["to_round_id", "from_round_id"])
    if rows.empty:
        return "", ""
    row = rows.iloc[-1 if len(identified) else 0]
    return str(row["from_round_id"]), str(row["to_round_id"])


def _label(row: dict[str, Any], ends: list[str], members: dict[str, str], t: Text) -> str:
    kind, member = row["part_kind"], row["member"]
    if kind in ENDS:
        return t("chart.waterfall.mean", round=ends[kind == "end"])
    if kind == "within" and member:
        if row["dimension"] in ("group", "rurality"):
            return t.code(row["dimension"], member)
        return members.get(member, member)
    return t(f"chart.waterfall.part.{kind}")


def _steps(fig: Sheet, rows: pd.DataFrame, labels: list[str], reach: list[float], t: Text) -> None:
    """Draw the bars as one trace and what is written beside them as another."""
    steps, reached = [], 0.0
    for row in rows.to_dict("records"):
        *step, reached = _step(row, reached, t)
        steps.append(step)
    bases, widths, colours, texts = zip(*steps, strict=True)
    places = [
        reach[0] if width is None else max(base, base + width)
        for base, width in zip(bases, widths, strict=True)
    ]
    method = [kind == "method" for kind in rows["part_kind"]]
    counts = [printed.n_of(t, n) for n in rows["n_municipalities"]]
    hover = [
        f"<b>{label}</b><br>{text}" + ("" if is_method else f"<br>{count}")
        for label, text, count, is_method in zip(labels, texts, counts, method, strict=True)
    ]
    look: dict[str, Any] = {"base": list(bases), "width": 0.62, "hover": hover}
    fig.bars(widths, labels, list(colours), "steps", **look)
    ink = [INK.muted if is_method else INK.ink for is_method in method]
    beside = [f"\u00a0\u00a0{text}" for text in texts]
    fig.texts(places, labels, beside, "said", textfont={"color": ink, "size": 12})


def _step(
    row: dict[str, Any], reached: float, t: Text
) -> tuple[float, float | None, str, str, float]:
    """Return where a step starts, how far it goes, its colour and words, and where it ends."""
    kind, points = row["part_kind"], row["points"]
    if kind == "method":
        return reached, None, INK.muted, t(f"chart.waterfall.method.{row['state']}"), reached
    if kind in ENDS:
        return 0.0, points, INK.country, _mean(row, t), points
    untold = row["state"] == "not_identifiable"
    is_grey = untold or not row["is_comparable"]
    colour = INK.muted if is_grey else INK.pilot if points >= 0 else INK.attention
    text = _moved(row, t) + (f"  {t('chart.waterfall.untold')}" if untold else "")
    return reached, points, colour, text, round(reached + points, 2)


def _moved(row: dict[str, Any], t: Text) -> str:
    """Return a part in points, with its range where a mean is printed in whole points."""
    is_wide = printed.is_wide(row["low_points"], row["high_points"])
    ends = row["low_points"], row["high_points"]
    return printed.change(t, row["points"], *ends, most=1 if is_wide else 2)


def _mean(row: dict[str, Any], t: Text) -> str:
    """Return a mean with no more digits than its source prints."""
    if is_missing(row["low_points"]):
        return t.percent(row["points"], 2)
    wide = row["high_points"] - row["low_points"]
    return t.percent(row["points"], next(n for n in (2, 1, 0) if wide < 3 * 10.0**-n))


def _reach(rows: pd.DataFrame, low: float) -> list[float]:
    """Return where the axis starts and ends: parts are small beside the means they join."""
    ends = rows[rows["part_kind"].isin(ENDS)]["points"]
    steps = rows[~rows["part_kind"].isin((*ENDS, "method"))]["points"]
    path = ends.iloc[0] + steps.cumsum()
    least, most = min(low, path.min()), max(ends.max(), path.max())
    start = max(0.0, least - max(2.0, 0.6 * (most - least)))
    return [start, most + 0.55 * (most - start)]


def _takeaway(rows: pd.DataFrame, ends: list[str], labels: list[str], t: Text) -> str:
    by_kind = rows.set_index("part_kind")["points"]
    change = round(float(by_kind["end"]) - float(by_kind["start"]), 2)
    ends_of = rows[rows["part_kind"].isin(ENDS)]
    loose = float((ends_of["high_points"] - ends_of["low_points"]).sum(skipna=False)) / 2
    span = (change - loose, change + loose)
    known = rows.assign(label=labels)
    identified = (known["part_kind"] == "within") & (known["state"] == "identified")
    known = known[identified & known["points"].notna()]
    facts = {"start": ends[0], "end": ends[1], "change": _change(change, span, t)}
    if known.empty:
        text = t("chart.waterfall.untold_takeaway", **facts)
    else:
        most = known.loc[known["points"].abs().idxmax()]
        facts |= {"part": most["label"], "points": t.points(most["points"], 2)}
        text = t("chart.waterfall.takeaway", **facts)
    return crossed(text, rows["is_comparable"], t)


def _change(change: float, span: tuple[float, float], t: Text) -> str:
    return printed.change(t, change, *span, most=1 if printed.is_wide(*span) else 2)


def _subtitle(rows: pd.DataFrame, t: Text) -> str:
    crossed = not bool(rows["is_comparable"].iloc[0])
    sentences = [t("chart.waterfall.subtitle")]
    sentences += [t("chart.waterfall.crossed")] if crossed else []
    sentences += [t("chart.waterfall.inferred")] if "inferred" in set(rows["state"]) else []
    sentences += [t("chart.waterfall.weights")] if "weights" in set(rows["part_kind"]) else []
    return " ".join(sentences)


def _alt(rows: pd.DataFrame, labels: list[str], t: Text) -> str:
    listed = "; ".join(
        f"{label}: "
        + (
            t(f"chart.waterfall.method.{row.state}")
            if row.part_kind == "method"
            else _mean(row._asdict(), t)
            if row.part_kind in ENDS
            else _moved(row._asdict(), t)
        )
        for label, row in zip(labels, rows.itertuples(), strict=True)
    )
    return t("chart.waterfall.alt", listed=listed)


RECIPE = recipe(
    "mean_waterfall",
    waterfall,
    tables="out_estudio__mean_change core_fiscalizacion__round core_territory__region "
    "core_catalogue__materia",
    columns="part_kind member n_municipalities points exact_points low_points high_points state "
    "origin",
    metrics="study_part study_part_exact study_part_low study_part_high",
    origin="computed",
)
