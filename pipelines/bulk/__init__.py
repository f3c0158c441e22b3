"""CPLT's TA files, gigabytes of `TA_<name>.csv`, → records by body, file, year and month.

The files name people. Of a line only the body's code, year, month and publication date become
values; what else stands in it passes by as bytes and is neither read nor kept, not even where the
line is damaged: then its place is kept, and why.
"""

from pipelines.bulk.running import Summary, run, work_name
from pipelines.bulk.surveying import survey

__all__ = ["Summary", "run", "survey", "work_name"]
