"""What cards work out of many rows, as the queries that they cite: read by people, not run here.

``{…}`` stands for what the reader chose, written as SQL says it (:func:`cite.sql_literal`).
"""

from __future__ import annotations

from collections.abc import Sequence

from presentation.cards.cite import sql, sql_literal

ALL = "all"

# Files of which no month of the year was ever seen.
NEVER_SEEN = """select cut, comuna, region, ta_file, year
from out_publicacion__punctuality
where is_monthly and year = {year}{inside}
group by all
having count(latest_on) = 0"""

# What was due by a day and surely not published by then.
LATE_ON = """select *
from out_publicacion__punctuality
where is_monthly and is_watched and deadline < {day}
  and (earliest_on > {day} or punctuality_state = 'not_seen'){inside}"""

# Months on record by the working day on which each stage closes.
BY_THEN = """select
  closes,
  count(*) filter (where latest_working_day <= closes) as by_then_count,
  count(*) as known_count,
  count(*) filter (where latest_working_day <= closes and cut = {cut}) as own_by_then_count,
  count(*) filter (where cut = {cut}) as own_known_count
from out_publicacion__punctuality, (values {closes}) as stages(closes)
where is_monthly and is_watched and year = {year} and punctuality_state <> 'unknown'
group by closes"""

EDITIONS_BY_STATE = """select
  edition_state, count(*) as editions, min(edition_date) as first_on,
  max(edition_date) as last_on, sum(marks_count) as marks, sum(future_marks_count) as future_marks
from out_publicacion__edition
group by edition_state"""

# Each covariate of the pilots, and the worst that weighting leaves of it in any cell compared.
BALANCE = """select
  covariate,
  max(treated_mean) filter (where comparison = 'pilot') as treated_mean,
  max(control_mean) filter (where comparison = 'pilot') as control_mean,
  max(smd_raw) filter (where comparison = 'pilot') as smd_raw,
  max(smd_adjusted) filter (where comparison = 'pilot') as smd_adjusted,
  max(abs(smd_adjusted)) filter (where comparison <> 'pilot') as worst_smd_adjusted,
  max(overlap_pct) filter (where comparison = 'pilot') as overlap_pct,
  min(min(overlap_pct) filter (where comparison <> 'pilot')) over () as least_overlap_pct
from out_estudio__balance
group by covariate"""

LOGGED_MUNICIPALITIES = """select count(distinct (country, code)) as municipalities
from out_proceso__municipality_month"""

# Maturity and results stand in two tables: of several diagnoses the first read counts.
MATURITY_AND_RESULTS = """select code, maturity_level, in_time_pct, median_days, closed_count
from (
  select distinct on (code) * from out_diagnostico__maturity
  where process = 'sai' and country = 'CL'
  order by code, moment, instrument_id
) as maturity
join out_solicitudes__year as results
  on results.scope_kind = 'municipality' and results.scope_id = 'CL-' || code
where results.year = {year}"""


def inside(region: str) -> str:
    """Return what the rows of a region meet beside other conditions; nothing for the country.

    Args:
        region: Two digits, or ``all``.
    """
    return "" if region == ALL else f" and region_code = {sql_literal(region)}"


def appeals_by_ground(place: str, results: Sequence[str]) -> str:
    """Return the query that counts the appeals of a place, or of all, by ground and result.

    Args:
        place: A condition in SQL, made by this module; empty for all.
        results: Codes of how an appeal may end.
    """
    ended = "coalesce(result, 'pending')"
    columns = [
        f"count(*) filter (where {ended} = {sql_literal(result)}) as {result}" for result in results
    ]
    counts = ",\n  ".join(["coalesce(ground, 'other') as ground", *columns, "count(*) as total"])
    of = [] if place == ALL else [f"country || '-' || code = {sql_literal(place)}"]
    rows = sql("core_solicitudes__amparo", *of)
    return rows.replace("*", f"\n  {counts}\n", 1) + " group by 1"


def without_bias(table: str, column: str, biases: Sequence[float], **where: str) -> str:
    """Return the query that takes biases off a figure, towards zero and past it.

    Args:
        table: An out table.
        column: Its figure.
        biases: In units of the figure.
        **where: Column → value that picks its row.
    """
    values = ", ".join(f"({bias})" for bias in biases)
    left = f"bias, {column}, {column} - sign({column}) * bias as left_over"
    return sql(f"{table}, (values {values}) as biases(bias)", **where).replace("*", left, 1)
