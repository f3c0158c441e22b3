"""Is a build sound? Contracts are measured in SQL; Great Expectations judges the measures.

``measure`` asks DuckDB one question a table: how many rows break each check, and which. ``Auditor``
hands those counts, and a few tables in full, to Great Expectations in a process of its own, which
imports it while the tables are being made and writes the Data Docs beside the build
([decision 4](../../docs/adr/0004-great-expectations-through-pandas.md)).
"""

from pipelines.build.quality.auditing import Auditor
from pipelines.build.quality.measuring import Measure, as_json, measure

__all__ = ["Auditor", "Measure", "as_json", "measure"]
