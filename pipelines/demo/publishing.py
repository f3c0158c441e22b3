"""The publication audit, simulated: who published which month, as many as were published.

In every region, file, year and month exactly as many municipalities publish as the real audit
counted; only which ones is made up. Dates of last update are those the real audit counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from pipelines.demo.base import Base, Row, rows_of
from pipelines.demo.sheets import NAMES, Cell, Grid

MONTHS = tuple(range(1, 13))
_HEADERS = (
    *("Enero", "Febrero", "Marzo", "Abril", "Mayo", "Junio"),
    *("Julio", "Agosto", "Septiembre", "Octubre", "Noviembre", "Diciembre"),
)
Months = dict[tuple[str, str, str], list[bool]]  # (file, cut, year) → published, by month


def simulate(base: Base) -> tuple[Months, dict[tuple[str, str], date]]:
    """Return who published which month of each file, and when each file was last updated.

    Returns:
        Months published by file, municipality and year; day of the last update by file and
        municipality, where there is one.
    """
    published = base.catalogues.parent / "published"
    rng = base.stream("publication audit")
    drive = {cut: float(rng.normal()) for cut in base.cuts}
    members: dict[str, list[str]] = {}
    for cut, region in zip(base.cuts, base.regions.tolist(), strict=True):
        members.setdefault(region, []).append(cut)
    months: Months = {}
    for row in rows_of(published / "publication_by_month.csv"):
        if row["geography_level"] == "region":
            months.update(_of_region(row, members[row["geography"]], drive, base))
    return months, _updates(base, months, published_days(base))


def published_days(base: Base) -> dict[str, list[date]]:
    """Return the dates of last update that the real audit counted, by file, latest first."""
    rows = rows_of(base.catalogues.parent / "published" / "publication_updates.csv")
    days: dict[str, list[date]] = {}
    for row in sorted(rows, key=lambda r: r["last_update"], reverse=True):
        day = date.fromisoformat(row["last_update"])
        days.setdefault(row["ta_file"], []).extend([day] * int(row["municipalities"]))
    return days


def audit(base: Base) -> Grid:
    """Return the audit as a table: one row a municipality, file and year."""
    months, updates = simulate(base)
    named = {row["cut_code"]: row for row in base.comunas}
    headers = ["Archivo", "Institucion", "Última Actualización", *_HEADERS]
    rows: list[list[Cell]] = [
        [
            file,
            NAMES["formal"](named[cut]["comuna"]),
            updates.get((file, cut)),
            *("x" if is_published else None for is_published in of_year),
            sum(of_year),
            named[cut]["cplt_code"],
            year,
        ]
        for (file, cut, year), of_year in sorted(months.items())
    ]
    return Grid([*headers, "Total", "Codigo", "año_auditoria"], rows)


def _of_region(
    row: Row, members: list[str], drive: dict[str, float], base: Base
) -> Iterator[tuple[tuple[str, str, str], list[bool]]]:
    file, year = row["ta_file"], row["year"]
    rng = base.stream(f"audited {file} {row['geography']}")
    audited = rng.permutation(members).tolist()[: int(row["municipalities"])]
    habit = {cut: drive[cut] + float(rng.normal()) for cut in audited}
    rng = base.stream(f"published {file} {row['geography']} {year}")
    found: dict[str, list[bool]] = {cut: [] for cut in audited}
    for month in MONTHS:
        tried = {cut: habit[cut] + 0.4 * float(rng.normal()) for cut in audited}
        order = sorted(audited, key=lambda cut: (-tried[cut], cut))
        chosen = set(order[: int(row[f"month_{month:02}"])])
        for cut in audited:
            found[cut].append(cut in chosen)
    for cut, of_year in found.items():
        yield (file, cut, year), of_year


def _updates(
    base: Base, months: Months, days: dict[str, list[date]]
) -> dict[tuple[str, str], date]:
    """Deal the dates out: whoever published more months is more likely to have a late one."""
    rng = base.stream("last updates")
    total: Counter[tuple[str, str]] = Counter()
    for (file, cut, _), of_year in months.items():
        total[file, cut] += sum(of_year)
    dealt = {}
    for file in sorted(days):
        luck = {
            key: count + 4 * float(rng.normal()) for key, count in total.items() if key[0] == file
        }
        order = sorted(luck, key=lambda key: (total[key] == 0, -luck[key], key))
        dealt.update(dict(zip(order, days[file], strict=False)))
    return dealt
