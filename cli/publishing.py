"""The command that writes the public edition."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Annotated

import typer

from cli.console import out
from cli.options import BuildOption, CuratedOption
from pipelines import paths, serving
from pipelines.errors import FaroError
from pipelines.institution import audit
from pipelines.serving import Build


def register(app: typer.Typer) -> None:
    """Add this command to the command line.

    Args:
        app: The command line.
    """
    app.command()(site)


def site(
    folder: Annotated[Path | None, typer.Option("--out", help="Folder to write into.")] = None,
    base: Annotated[
        str, typer.Option("--base", help="Address it will stand at, as https://faro.cl.")
    ] = "",
    dashboard: Annotated[
        str, typer.Option("--dashboard", help="Address of the dashboard, for what needs it.")
    ] = "",
    public: Annotated[
        bool, typer.Option("--public", help="For everybody: without simulated figures.")
    ] = False,
    published_only: Annotated[
        bool, typer.Option("--published-only", help="Leave simulated figures out.")
    ] = False,
    search: Annotated[bool, typer.Option(help="Make the index to search in.")] = True,
    most: Annotated[
        int | None, typer.Option("--most", help="So many municipalities and others only.", min=1)
    ] = None,
    build_id: BuildOption = None,
    curated: CuratedOption = None,
) -> None:
    """Write every page that is read as plain files, for any web server or none."""
    from public import Settings, publish

    build = serving.open(build_id, curated)
    settings = Settings(
        base=address(base, "--base"),
        app=address(dashboard, "--dashboard"),
        published_only=public or published_only,
        most=most,
        searchable=search,
        workers=min(2, os.cpu_count() or 1),
    )
    audit.record("export", build_id=build.build_id, path="site")
    made = publish(build, folder or paths.site_dir(), settings, pack=_pack)
    out.print(f"{made.folder}/index.html")
    out.print(
        f"{made.pages} pages, {made.changed} of them new or changed · {made.files} files · "
        f"{made.size / 1e6:.0f} MB · {made.seconds:.0f} s"
    )


def address(text: str, option: str) -> str:
    """Return an address without a slash at its end.

    Args:
        text: As it was typed; an empty one is taken as it is.
        option: Name of the option it was given to, for the error.

    Raises:
        FaroError: It is none.
    """
    if text and not re.fullmatch(r"https?://\w([\w.-]*\w)?(:\d+)?(/[\w./~-]*)?", text):
        raise FaroError(
            f"{text[:80]} is no address of the web",
            where=option,
            fix="Give scheme and host, as https://faro.example.cl",
            code="bad_address",
        )
    return text.rstrip("/")


def _pack(build: Build, place: Path) -> Path:
    from exports.package import write_package

    return write_package(build, place).folder
