"""Run the notebooks on the build served and write them as HTML: ``make notebooks``.

Notebooks are stored without outputs. The kernel speaks over files, not over the network.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from html import escape
from pathlib import Path

import marko
import nbformat
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient

HERE = Path(__file__).parent
SECONDS = 120
STYLE = (
    "body{font:16px/1.55 'Source Sans 3','Segoe UI',sans-serif;color:#16202E;background:#FBFAF6;"
    "max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "pre{background:#F2F0E9;padding:.75rem 1rem;border-radius:8px;overflow:auto;font-size:.85rem}"
    ".out{overflow:auto}.out pre{background:none;padding:0}"
    "table{border-collapse:collapse;font-variant-numeric:tabular-nums;font-size:.85rem}"
    "th,td{padding:.25rem .6rem;border-bottom:1px solid #E2DFD5;text-align:right}th{color:#5A6778}"
)


def run(path: Path) -> nbformat.NotebookNode:
    """Return a notebook with its outputs.

    Raises:
        CellExecutionError: A cell fails.
    """
    notebook = nbformat.read(path, as_version=4)
    with tempfile.TemporaryDirectory(prefix="faro") as sockets:
        manager = AsyncKernelManager(
            kernel_name="python3", transport="ipc", ip=str(Path(sockets) / "k")
        )
        client = NotebookClient(notebook, km=manager, timeout=SECONDS)
        return client.execute(cwd=str(path.parent))


def as_html(notebook: nbformat.NotebookNode, title: str) -> str:
    """Return a notebook with outputs as one page that loads nothing from anywhere."""
    parts = [_cell(cell) for cell in notebook.cells]
    head = f'<meta charset="utf-8"><title>{escape(title)}</title><style>{STYLE}</style>'
    return (
        f'<!doctype html><html lang="es"><head>{head}</head><body>{"".join(parts)}</body></html>\n'
    )


def _cell(cell: nbformat.NotebookNode) -> str:
    if cell.cell_type == "markdown":
        return marko.convert(cell.source)
    outputs = "".join(_output(output) for output in cell.outputs)
    return f'<pre tabindex="0"><code>{escape(cell.source)}</code></pre>{outputs}'


def _output(output: nbformat.NotebookNode) -> str:
    if output.output_type == "stream":
        return f'<div class="out"><pre>{escape(output.text)}</pre></div>'
    data = output.get("data", {})
    body = data.get("text/html") or f"<pre>{escape(data.get('text/plain', ''))}</pre>"
    return f'<div class="out" tabindex="0">{body}</div>'


def main() -> None:
    """Render every notebook into a folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=HERE.parent / "build" / "notebooks")
    out = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("PYTHONPATH", str(HERE.parent))
    for path in sorted(HERE.glob("*.ipynb")):
        target = out / f"{path.stem}.html"
        target.write_text(as_html(run(path), path.stem), encoding="utf-8")
        print(target)


if __name__ == "__main__":
    main()
