"""Which file of a folder is which TA file, and what may not be passed over in silence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from pipelines.errors import FaroError, readable


def find(folder: Path, known: Sequence[str]) -> tuple[dict[str, Path], list[FaroError]]:
    """Find the bulk files of a folder.

    Files whose name begins with a point are those of a system, and none of CPLT's.

    Args:
        folder: The folder; what stands below it counts as well.
        known: Names of the TA files.

    Returns:
        The file of each TA file, in the order of their names; and what is wrong with the others:
        a name that is no TA file (``unknown_file``), one that there is twice (``two_editions``),
        one that has to be unpacked or saved as CSV first (``no_csv``), or nothing at all
        (``no_bulk``).
    """
    paths = [p for p in folder.rglob("*") if p.is_file() and not p.name.startswith(".")]
    by_name: dict[str, Path] = {}
    errors: list[FaroError] = []
    for path in sorted(paths):
        place = str(path.relative_to(folder))
        name = ta_file(path.stem, known)
        if path.suffix.lower() != ".csv":
            errors += [_error("no_csv", place, name)] if name else []
        elif name is None:
            errors.append(_error("unknown_file", place))
        elif name in by_name:
            both = f"{by_name[name].relative_to(folder)}, {place}"
            errors.append(_error("two_editions", both, name))
        else:
            by_name[name] = path
    if not by_name and not errors:
        errors.append(_error("no_bulk", folder.name))
    return dict(sorted(by_name.items())), errors


def ta_file(stem: str, known: Sequence[str]) -> str | None:
    """Return the TA file that a file name means: the name itself, or it and a mark of an edition.

    Args:
        stem: The name without its ending.
        known: Names of the TA files.

    Example:
        >>> ta_file("TA_Auditorias (1)", ["TA_Auditorias"])
        'TA_Auditorias'
    """
    folded = stem.casefold()
    for name in sorted(known, key=len, reverse=True):
        rest = folded.removeprefix(name.casefold())
        if rest != folded and not rest[:1].isalpha() and not re.match(r"_[a-z]{5}", rest):
            return name
    return None


def _error(code: str, place: str, name: str | None = None) -> FaroError:
    what, es = (text.format(name) for text in _SAID[code])
    return FaroError(what, where=readable(place), code=code, es=es)


_SAID = {
    "no_bulk": (
        "it holds no TA_<name>.csv. Name the folder of the bulk files",
        "no contiene ningún TA_<nombre>.csv. Indique la carpeta de los archivos masivos",
    ),
    "no_csv": (
        "it is named as {}, and only .csv files are read: its records would be missing. Unpack "
        "it, save it as CSV or move it away",
        "se llama como {} y solo se leen archivos .csv: faltarían sus registros. Descomprímalo, "
        "guárdelo como CSV o sáquelo",
    ),
    "unknown_file": (
        "no TA file of the catalogue is called so. Rename it, move it away, or add it to "
        "catalogues/ta_files.csv",
        "ningún archivo TA del catálogo se llama así. Cámbiele el nombre, sáquelo o agréguelo a "
        "catalogues/ta_files.csv",
    ),
    "two_editions": (
        "both are editions of {}; their records would count twice. Leave one",
        "ambos son ediciones de {}; sus registros contarían dos veces. Deje uno",
    ),
}
