"""An operator's explicit command: CPLT's open files, counted while they come.

The files name people. No byte of them is put down: each piece is counted in memory by body, year,
month and publication date, and the counts alone are kept, edition by edition, with what the server
said of the file. A download that was cut off goes on where the last whole record was counted.
"""

from pipelines.fetching.calling import Caller
from pipelines.fetching.running import Outcome, fetch
from pipelines.fetching.source import Source, load

__all__ = ["Caller", "Outcome", "Source", "fetch", "load"]
