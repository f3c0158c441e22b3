"""What a table says of a group too small to be spoken of: nothing but who is in it."""

from __future__ import annotations

from pipelines import serving

# Statistics of a group, against counts of who is in it.
STATISTICS = ("percent", "percentage_points", "points", "days", "logit")
_OWN_PATH = ("target_pct", "score_pct", "score_now_pct", "score_after_pct", "gain_pts")
NOT_OF_THE_GROUP = {
    # The municipality's own path; how many others meet an item is another matter.
    *(("out_fiscalizacion__mend_path", column) for column in _OWN_PATH),
    # The municipality's own score, beside those of its groups.
    ("out_fiscalizacion__municipality_position", "score_pct"),
    # Printed by its source for groups of any size; the metric hides the small ones.
    ("out_publicacion__year_region_file", "share_any_month_pct"),
    ("out_publicacion__year_region_file", "share_11_or_12_months_pct"),
}


def spoken_of(build: serving.Build) -> dict[tuple[str, str], int]:
    """Return the statistics that stand in a table though their group is below the minimum.

    Args:
        build: The build whose tables are read.

    Returns:
        Table and column → rows that say too much; none where the rule holds.
    """
    counted = [metric for metric in build.metrics.values() if metric.n]
    groups = {(m.table, m.n): m.min_group for m in counted if m.min_group > 1}
    n_of = {(metric.table, metric.value): metric.n for metric in counted}
    too_much: dict[tuple[str, str], int] = {}
    for (table, n), least in groups.items():
        if table not in build.tables():
            continue
        for column in build.describe(table).columns:
            key = (table, column.name)
            if column.unit not in STATISTICS or n_of.get(key, n) != n or key in NOT_OF_THE_GROUP:
                continue
            rows = build.query(
                f'select count(*) from {table} where "{n}" between 1 and {least - 1}'  # noqa: S608 (names of contracts)
                f' and "{column.name}" is not null'
            )
            if count := int(rows.iloc[0, 0]):
                too_much[key] = count
    return too_much
