"""What a build would make and why, without making it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipelines.build import ingredients, reuse, warehouse
from pipelines.build import material as of
from pipelines.specs import lineage

ANEW = "made anew"


@dataclass(frozen=True)
class Foreseen:
    """What a build would do.

    Attributes:
        from_build: Id of the build that it would take over from; None where there is none.
        read: Files that would be read; all others are taken over.
        made: Why, by name of each table that would be made.
        may: The same of tables that would be, unless what they read comes out as it was.
        taken: Number of tables that would be taken over.
    """

    from_build: str | None
    read: list[str]
    made: dict[str, str]
    may: dict[str, str]
    taken: int


def foresee(
    raw: Path, out: Path, *, accept_changes: bool = False, demo: Path | None = None
) -> Foreseen:
    """Say what ``build`` would make of the same arguments. Reads the files that changed.

    Args:
        raw: Folder of the untouched deliveries.
        out: Folder of the builds; the one served is what would be taken over from.
        accept_changes: Take registered files whose checksum is not the registered one.
        demo: Folder of simulated deliveries that stand in for kinds not delivered yet.

    Raises:
        FaroError: A registered file or a rule is wrong.
    """
    material = of.material_of(raw, accept_changes=accept_changes, demo=demo)
    ledger = reuse.Ledger(reuse.earlier(out, ingredients.code()))
    kept = of.kept_of(material, before=ledger.before)
    intakes, refused = of.take_in(material, kept=kept)
    files = lineage.table_files()
    before = ledger.earlier.contents if ledger.earlier else {}
    may: dict[str, str] = {}
    with warehouse.connect(Path(":memory:")) as connection:
        of.begin(connection, material, intakes, refused, ledger)
    ledger.contents[of.CONSERVATION] = (
        ANEW if kept.read or refused else before.get(of.CONSERVATION, ANEW)
    )
    for name in lineage.in_order(files, given=sorted(of.PROVIDED)):
        why = ledger.why(name, files[name])
        then = ledger.earlier.recipes.get(name) if ledger.earlier else None
        now = ledger.recipes[name]
        # Sure only where something that it reads is known already to be another.
        if (
            why
            and then
            and now.own == then.own
            and all(ledger.contents.get(table) == ANEW for table in now.changed(then))
        ):
            may[name] = ledger.made.pop(name)
        ledger.contents[name] = ANEW if why else before[name]
    return Foreseen(
        ledger.before.name if ledger.before else None,
        kept.read,
        ledger.made,
        may,
        len(files) - len(ledger.made) - len(may),
    )
