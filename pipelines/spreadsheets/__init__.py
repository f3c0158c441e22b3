"""The only writers of CSV and XLSX: whatever goes out here, no spreadsheet program runs it.

CSV is here; workbooks are in :mod:`pipelines.spreadsheets.books`, imported when one is written.
"""

from pipelines.spreadsheets.csv_files import frame_csv, line_csv, rows_csv
from pipelines.spreadsheets.guard import inert

__all__ = ["frame_csv", "inert", "line_csv", "rows_csv"]
