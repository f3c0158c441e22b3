"""Is a build sound? Contracts are measured in SQL; Great Expectations judges the measures.

``measure`` asks DuckDB one question a table: how many rows break each check, and which.
``judge_later`` hands those counts, and a few tables in full, to Great Expectations in a process of
its own, which writes the Data Docs beside the build that is served, or withdraws it
([decision 4](../../docs/adr/0004-great-expectations-through-pandas.md)).
"""

from pipelines.build.quality.auditing import judge_later
from pipelines.build.quality.measuring import Measure, as_json, measure, rows_counted

__all__ = ["Measure", "as_json", "judge_later", "measure", "rows_counted"]
