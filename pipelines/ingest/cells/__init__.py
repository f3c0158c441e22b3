"""Columns of raw cells → typed values with their states. No names, no places."""

from pipelines.ingest.cells.columns import CellType, parse_column
from pipelines.ingest.cells.roles import is_role
from pipelines.ingest.cells.states import REASONS, ParsedColumn, State

__all__ = ["REASONS", "CellType", "ParsedColumn", "State", "is_role", "parse_column"]
