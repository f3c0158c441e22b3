"""Run the notebooks on the build served and write them as HTML: ``make notebooks``.

Notebooks are stored without outputs. The kernel speaks over files, not over the network.
"""

from __future__ import annotations

import argparse
import os
import re
import tempfile
from html import escape
from pathlib import Path

import marko
import nbformat
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from pipelines import marking, origins, serving
from pipelines.origins import Origin

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
    """Return a notebook with its outputs; one that ends itself, up to where it says why.

    Raises:
        CellExecutionError: A cell fails.
    """
    notebook = nbformat.read(path, as_version=4)
    with tempfile.TemporaryDirectory(prefix="faro") as sockets:
        manager = AsyncKernelManager(
            kernel_name="python3", transport="ipc", ip=str(Path(sockets) / "k")
        )
        client = NotebookClient(notebook, km=manager, timeout=SECONDS)
        try:
            return client.execute(cwd=str(path.parent))
        except CellExecutionError as error:
            if error.ename != SystemExit.__name__:
                raise
            return notebook


def origin(notebook: nbformat.NotebookNode, build: serving.Build) -> Origin:
    """Return the worst origin of the tables and metrics of a build that a notebook names."""
    source = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    words, metrics = set(re.findall(r"\w+", source)), serving.metrics()
    tables = words | {metrics[word].table for word in words & metrics.keys()}
    read = tables & set(build.tables())
    return build.origin_of(*read) if read else origins.PUBLISHED


def as_html(notebook: nbformat.NotebookNode, title: str, origin: Origin) -> str:
    """Return a notebook with outputs as one page that loads nothing from anywhere.

    Args:
        notebook: The notebook with its outputs.
        title: Its title.
        origin: The worst origin of what it reads; a page of simulated figures says so first.
    """
    parts = [_cell(cell) for cell in notebook.cells]
    if origin == origins.SIMULATED:
        title = f"{title}{marking.SUFFIX}"
        parts.insert(0, f'<p role="status"><strong>{escape(marking.NOTICE["es"])}</strong></p>')
    head = f'<meta charset="utf-8"><title>{escape(title)}</title><style>{STYLE}</style>'
    return (
        f'<!doctype html><html lang="es"><head>{head}</head><body>{"".join(parts)}</body></html>\n'
    )


def _cell(cell: nbformat.NotebookNode) -> str:
    if cell.cell_type == "markdown":
        return marko.convert(cell.source)
    outputs = "".join(map(_output, _joined(cell.outputs)))
    return f'<pre tabindex="0"><code>{escape(cell.source)}</code></pre>{outputs}'


def _joined(outputs: list[nbformat.NotebookNode]) -> list[nbformat.NotebookNode]:
    """Return outputs with what was printed in one go as one, however many messages brought it."""
    joined: list[nbformat.NotebookNode] = []
    for output in outputs:
        before = joined[-1] if joined else None
        if before is not None and output.output_type == before.output_type == "stream":
            joined[-1] = nbformat.from_dict({**before, "text": before.text + output.text})
        else:
            joined.append(output)
    return joined


def _output(output: nbformat.NotebookNode) -> str:
    if output.output_type == "stream":
        return f'<div class="out"><pre>{escape(output.text)}</pre></div>'
    if output.output_type == "error":
        return f'<p role="status"><strong>{escape(output.evalue)}</strong></p>'
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
    build = serving.open()
    for path in sorted(HERE.glob("*.ipynb")):
        made = run(path)
        worst = origin(made, build)
        target = out / marking.file_name(
            path.stem, "html", worst, provisional=serving.provisional(build)
        )
        target.write_text(as_html(made, path.stem, worst), encoding="utf-8")
        print(target)


if __name__ == "__main__":
    main()
