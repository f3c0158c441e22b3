"""The one error that a reader of Faro ever sees."""

from __future__ import annotations


class FaroError(Exception):
    """A problem said in one sentence: what is wrong, where, and what to do.

    Args:
        what: What is wrong, as a clause without a final stop.
        where: The file, row, column, record or option concerned.
        fix: What the reader can do about it.
        code: A stable identifier of the kind of problem, for tests and translations.
    """

    def __init__(
        self,
        what: str,
        *,
        where: str | None = None,
        fix: str | None = None,
        code: str = "error",
    ) -> None:
        self.what = what.rstrip(".")
        self.where = where
        self.fix = fix.rstrip(".") if fix else None
        self.code = code
        super().__init__(str(self))

    def __str__(self) -> str:
        """Return the whole sentence on one line."""
        head = f"{self.where}: {self.what}" if self.where else self.what
        return f"{head}. {self.fix}." if self.fix else f"{head}."
