"""A sample as files: ``/faro/sample/<build>/<name>.<ending>?country=…&n=…&lang=es``.

``sample.csv`` is the whole list, ``sample.xlsx`` the workbook to fill in, ``note.pdf`` and
``note.md`` the methods note, ``allocation`` and ``balance`` the charts as ``png`` or ``svg``.
"""

from __future__ import annotations

from dashboard.routes.address import Asked, Taken
from pipelines.errors import FaroError
from pipelines.marking import Marked
from pipelines.methods.sampling import Sample
from pipelines.serving import Build
from presentation.charts.credits import sourced
from presentation.charts.sampled import CHARTS, chart_of
from presentation.choices import sample as sample_asked
from presentation.choices.sample import Asking
from presentation.words import Text

PAGE = "muestra"
WRITTEN = {("sample", "csv"), ("sample", "xlsx"), ("note", "pdf"), ("note", "md")}
FILES = WRITTEN | {(name, ending) for name in CHARTS for ending in ("svg", "png")}


def content(build: Build, name: str, ending: str, choices: Asking, lang: str) -> Marked:
    """Return a file of a sample.

    Args:
        build: The build drawn from.
        name: ``sample``, ``note`` or a chart.
        ending: A format without its dot.
        choices: Universe, size, seed and strata.
        lang: ``es`` or ``en``.

    Raises:
        FaroError: There is no such file, or the sample cannot be drawn.
    """
    if (name, ending) not in FILES:
        raise FaroError(f"there is no file {name[:20]}.{ending[:6]} of a sample", code="no_table")
    from exports.sample import note, sheets
    from presentation.samples import drawn

    t, sample = Text(lang, build), drawn.drawn(build, choices.request())
    if (name, ending) not in WRITTEN:
        return _picture(build, name, ending, sample, t)
    if ending == "csv":
        body = sheets.csv_bytes(sample, t)
    elif ending == "xlsx":
        body = sheets.xlsx_bytes(sample, t, note.lines(sample, t, build.build_id))
    elif ending == "md":
        body = note.markdown(sample, t, build.build_id)
    else:
        from exports.printing import address

        link = address(PAGE, build=build.build_id, lang=lang, **choices.query())
        body = note.pdf(build, sample, t, link)
    return Marked(body, sample)


def _picture(build: Build, name: str, ending: str, sample: Sample, t: Text) -> Marked:
    from presentation import drawing
    from presentation.samples.words import country

    chart = chart_of(name, sample, country(sample, t), t)
    origin = t(f"origin.{sample.origin}")
    return drawing.picture(chart, t, ending, note=sourced(t, origin, sample.code, build))


def sample(request: Asked) -> Taken:
    """Return a file of a sample.

    Args:
        request: What the address asks for.

    Raises:
        FaroError: A part of what is asked makes no sense, or the sample cannot be drawn.
    """
    name, ending, build = request.path["name"], request.path["ending"], request.build
    wanted, nonsense = sample_asked.read(request.query)
    if nonsense:
        raise FaroError(f"the sample makes no sense: {', '.join(nonsense)[:80]}")
    body = content(build, name, ending, wanted, request.lang)
    parts = ["faro_muestra", name, wanted.country, wanted.seed, build.build_id, request.lang]
    return Taken("_".join(parts), ending, body)
