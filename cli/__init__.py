"""The command ``faro``: one module a group of commands, errors said once and clearly."""

from __future__ import annotations

import gc
import sys

# Python looks for cycles at every 700th object, a tenth of what a command takes; there are few.
gc.set_threshold(50_000, 20, 100)

import typer  # noqa: E402

from cli import (  # noqa: E402
    building,
    bulk_reading,
    cataloguing,
    delivering,
    exporting,
    fetching,
    modelling,
    operating,
    publishing,
    reading_out,
    replying,
    running,
    sampling,
    starting,
    telling,
)
from cli.console import fail, hush  # noqa: E402
from pipelines import environment, institution  # noqa: E402
from pipelines.errors import FaroError  # noqa: E402

app = typer.Typer(
    help="Faro: transparencia municipal, con cada cifra trazable.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
starting.register(app)
building.register(app)
bulk_reading.register(app)
fetching.register(app)
cataloguing.register(app)
delivering.register(app)
reading_out.register(app)
exporting.register(app)
publishing.register(app)
modelling.register(app)
sampling.register(app)
running.register(app)
operating.register(app)
telling.register(app)
replying.register(app)


def main() -> None:
    """Run the command line; a reader never sees a traceback."""
    try:
        environment.check()
        with institution.acting(institution.console(unreleased=environment.UNRELEASED.value)):
            app()
    except FaroError as error:
        sys.exit(fail(str(error)))
    except BrokenPipeError:
        hush()
        sys.exit(0)
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        sys.exit(fail(f"{place}{error.strerror or error}."))
    except Exception as error:
        if environment.DEBUG.text not in ("", "0"):
            raise
        kind = type(error).__name__
        text = " ".join(str(error).split()).rstrip(".")
        sys.exit(fail(f"unexpected {kind}: {text}. Set FARO_DEBUG=1 to see where."))
