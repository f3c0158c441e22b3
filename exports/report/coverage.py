"""Coverage in a report: who signed, who adopted, who never did."""

from __future__ import annotations

from typing import Any

from exports.report.parts import Scope, columns

NEVER, CONVENIOS = "out_convenios__never_signed", "out_convenios__municipality"


def parts(scope: Scope) -> list[dict[str, Any]]:
    """Return the charts and lists of coverage, delivered where there are any."""
    chosen: dict[str, Any] = {"region": scope.region} if scope.region else {}
    delivered = len(scope.tables("out_convenios__coverage_by")) > 0
    regions = scope.picture("coverage_region" if delivered else "region_signing", **chosen)
    left, right = [regions], [scope.picture("convenio_curve", height=300)]
    adopted = len(scope.tables("out_adopcion__funnel")) > 0
    right.append(scope.picture("mgtm2_funnel"))
    if adopted and scope.region is None:
        left.append(scope.picture("adoption_funnel"))
    (right if adopted or scope.region else left).append(never_signed(scope))
    return [columns(left, right)]


def never_signed(scope: Scope) -> dict[str, Any]:
    """Return who has no convenio in the list delivered."""
    t, rows = scope.t, scope.rows(NEVER)
    known = len(scope.tables(CONVENIOS)) > 0
    if len(rows):
        rows = rows.sort_values(["region_order_north_south", "comuna"])
    part = scope.table(
        "never",
        rows,
        ("comuna", "region", "rurality"),
        [
            [row["comuna"], row["region"], t.code("rurality", str(row["rurality"]))]
            for row in rows.to_dict("records")
        ],
        title=t.count("print.never.title", len(rows)) if known else t("print.never.unknown"),
        right=(),
        widths=(2, 2, 1),
        beside=scope.rests_on(CONVENIOS),
    )
    if not known:
        part["empty"] = t("print.deliver.convenios")
    return part
