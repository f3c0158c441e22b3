"""Commands that read what is served: status, query, serve."""

from __future__ import annotations

import sys
from contextvars import Context
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from cli.console import err, note, out, put_csv, put_json, put_text, table
from pipelines import marking, serving
from pipelines.serving import changing
from pipelines.spreadsheets import frame_csv

BuildOption = Annotated[str | None, typer.Option("--build", help="An older build, by its id.")]
OutOption = Annotated[Path | None, typer.Option("--out", help="Folder of the builds.")]


class Format(StrEnum):
    """How ``faro query`` writes its rows."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    PARQUET = "parquet"


def register(app: typer.Typer) -> None:
    """Add these commands to the command line.

    Args:
        app: The command line.
    """
    app.command()(status)
    app.command()(query)
    app.command()(builds)
    app.command()(diff)
    app.command()(serve)
    app.command()(warm)


def status(
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable.")] = False,
    folder: OutOption = None,
) -> None:
    """Say what is served: build, inputs, checks, and the last failure if there is one."""
    build = serving.open(root=folder)
    failure, wrong = serving.last_failure(folder), serving.trouble(folder)
    known = [manifest["build_id"] for manifest in serving.builds(folder)]
    if as_json:
        failures = {"last_failure": failure, "trouble": wrong and str(wrong)}
        content = {"served": build.manifest, "builds": known, **failures}
        put_json(content)
        return
    manifest = build.manifest
    checks = manifest["checks"]
    out.print(f"[bold]{build.build_id}[/bold] · {manifest['built_at']}")
    out.print(
        f"{len(manifest['inputs'])} files · {len(manifest['row_counts'])} tables · "
        f"{checks['passed']}/{checks['checks']} checks · {checks['warnings']} warnings"
    )
    rows = [
        [item["source"], item["path"], item["sha256"][:12], "yes" if item["sealed"] else "NO"]
        for item in manifest["inputs"]
    ]
    table("", ["source", "file", "sha256", "as registered"], rows)
    for entry in manifest["refused"]:
        note(f"Not taken in: {entry['message']}")
    for check in build.quality["checks"]:
        if not check["success"]:
            note(f"{check['severity']}: {check['table']}: {check['es']} ({check['observed']})")
    if wrong:
        note(f"{wrong} Served meanwhile: {build.build_id}, the newest good build.")
    if failure:
        note(f"The last attempt failed ({failure['at']}): {failure['message']}")
    if len(known) > 1:
        out.print(f"older builds: {', '.join(k for k in known if k != build.build_id)}")


def query(
    sql: Annotated[str, typer.Argument(help="One read-only SQL query.")],
    format_: Annotated[
        Format, typer.Option("--format", help="table, csv, json or parquet.")
    ] = Format.TABLE,
    rows: Annotated[int, typer.Option(help="Rows at most.", min=1, max=1_000_000)] = 10_000,
    seconds: Annotated[float, typer.Option(help="Time at most.", min=0.5, max=600)] = 10,
    build_id: BuildOption = None,
    folder: OutOption = None,
) -> None:
    """Ask the served build one question in SQL: read-only, bounded in time, memory and rows."""
    limits = serving.Limits(rows=rows, seconds=seconds)
    build = serving.open(build_id, folder)
    answer = build.ask(sql, limits=limits)
    frame = serving.to_take(answer)
    if serving.provisional(build):
        note(f"{marking.PROVISIONAL['en']}.")
        # What is said beside rows is soon lost. In CSV as in the files of the site.
        frame = frame.assign(**{changing.COLUMN: "true" if format_ is Format.CSV else True})
    if answer.simulated:
        note(f"{marking.NOTICE['en']} They are in {', '.join(answer.simulated)}")
    if answer.is_cut:
        note(f"cut at {rows} rows; --rows gives more")
    if format_ is Format.CSV:
        put_csv(lambda bom: frame_csv(frame, bom=bom, ends="\n"))
    elif format_ is Format.JSON:
        text = frame.to_json(orient="records", force_ascii=False, date_format="iso")
        put_text(text + "\n")
    elif format_ is Format.PARQUET:
        sys.stdout.buffer.write(serving.as_parquet(frame))
    else:
        cells = [[_shown(value) for value in row] for row in frame.itertuples(index=False)]
        title = marking.with_origin("", answer.origin, "en").rstrip(": ")
        table(title, [str(name) for name in frame.columns], cells)
        err.print(f"{len(frame)} rows")


def builds(
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable.")] = False,
    folder: OutOption = None,
) -> None:
    """List the builds there are, newest first; any of them can be opened."""
    known = serving.builds(folder)
    latest = serving.latest_id(folder)
    if as_json:
        content = [{**manifest, "served": manifest["build_id"] == latest} for manifest in known]
        put_json(content)
        return
    rows = [
        [
            manifest["build_id"],
            manifest["built_at"],
            str(len(manifest["inputs"])),
            str(sum(row["rows_delivered"] for row in manifest["conservation"])),
            str(sum(row["rows_quarantined"] for row in manifest["conservation"])),
            "yes" if manifest.get("simulated") else "",
            "served" if manifest["build_id"] == latest else "",
        ]
        for manifest in known
    ]
    headers = ["build", "made", "files", "delivered", "quarantined", "simulated", ""]
    table("", headers, rows)


def diff(
    build_a: Annotated[str, typer.Argument(help="The earlier build.")],
    build_b: Annotated[str, typer.Argument(help="The later build.")],
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable, complete.")] = False,
    most: Annotated[int, typer.Option(help="Rows to show at most.", min=1)] = 40,
    folder: OutOption = None,
) -> None:
    """Say which figures changed between two builds, by how much, and because of what."""
    from pipelines.serving.compare import compare

    comparison = compare(serving.open(build_a, folder), serving.open(build_b, folder))
    if as_json:
        put_json(comparison.as_dict())
        return
    for path, what in comparison.files.items():
        out.print(f"{what}: {path}")
    if comparison.rules_changed:
        out.print("rules changed: SQL, contracts or code")
    rows = [
        [
            change.table,
            change.key,
            change.column or change.kind,
            "" if change.before is None else _shown(change.before),
            "" if change.after is None else _shown(change.after),
            "" if change.change is None else f"{change.change:+.6g}",
            change.cause,
            change.origin,
        ]
        for change in comparison.changes[:most]
    ]
    headers = ["table", "key", "figure", "before", "after", "change", "because of", "origin"]
    table("", headers, rows)
    note(f"{comparison.total} differences; {min(most, len(comparison.changes))} shown.")


def serve(
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 8501,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
) -> None:
    """Serve the dashboard."""
    from dashboard.server import serve as run

    out.print(f"Faro: http://{'localhost' if host == '127.0.0.1' else host}:{port}")
    Context().run(run, port=port, host=host, is_warmed=True)  # no reader is the console


def warm(
    port: Annotated[int, typer.Option(help="Port the site will be at.", min=1, max=65535)] = 8501,
) -> None:
    """Draw what readers will ask for first, and keep it beside the builds; `serve` does it too."""
    from presentation import warming

    n = sum(1 for _ in warming.run(port))
    out.print(f"{n} pages drawn in advance")


def _shown(value: object) -> str:
    if pd.api.types.is_scalar(value) and pd.isna(value):
        return ""
    return f"{value:.6g}" if isinstance(value, float) else str(value)
