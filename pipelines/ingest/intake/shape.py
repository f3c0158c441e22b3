"""What the shape of a table says: rows that are cut short, and figures in merged cells."""

from __future__ import annotations

from pipelines.ingest import reading
from pipelines.ingest.intake.model import Problem, problem
from pipelines.specs import Kind, RowSpec

_ROWS_NAMED = 10


def short_rows(source: RowSpec, table: reading.Table) -> list[Problem]:
    """Return what to say of rows with fewer fields than the header.

    A row cut before its figures is set apart; of one that lacks anything else it is said that
    what lacks was read as missing.

    Args:
        source: The description; which columns are figures only a kind says (``at_least_one``).
        table: The table.
    """
    wide = max(table.headers, default=-1) + 1
    wanted = source.at_least_one if isinstance(source, Kind) else ()
    figures = {name: table.columns[name] for name in wanted if name in table.columns}
    apart, others = [], []
    for row, fields in table.short.items():
        if figures and min(figures.values()) >= fields:
            name = next(iter(figures))
            apart.append(problem(row, name, "short_row", None, fields=fields, header=wide))
        else:
            others.append(row)
    if others:
        rows = ", ".join(map(str, others[:_ROWS_NAMED])) + (" …" if others[_ROWS_NAMED:] else "")
        last = [table.headers[max(table.headers)]]
        apart.append(problem(None, last[0], "short_rows", rows, scope="column", rows=rows))
    return apart


def merged_cells(table: reading.Table) -> list[Problem]:
    """Return a problem for each figure in a cell that is merged with others.

    Args:
        table: The table; its ``merged`` says which cells those are.
    """
    if not table.merged:
        return []
    names = {position: name for name, position in table.columns.items()}
    index = {row: at for at, row in enumerate(table.numbers.tolist())}
    return [
        problem(
            row, names[col], "merged_cell", reading.as_text(table.cells.column(col)[index[row]])
        )
        for row, col in sorted(table.merged)
        if row in index and col in names
    ]
