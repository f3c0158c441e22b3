"""The one error that a reader of Faro ever sees."""

from __future__ import annotations


class FaroError(Exception):
    """A problem said in one sentence: what is wrong, where, and what to do.

    Args:
        what: What is wrong, as a clause without a final stop.
        where: The file, row, column, record or option concerned.
        fix: What the reader can do about it.
        code: A stable identifier of the kind of problem, for tests and translations.
        es: What is wrong and what to do, in Spanish, where it is known (see `in_language`).
    """

    def __init__(
        self,
        what: str,
        *,
        where: str | None = None,
        fix: str | None = None,
        code: str = "error",
        es: str | None = None,
    ) -> None:
        self.what = what.rstrip(".")
        self.where = readable(where) if where else where
        self.fix = fix.rstrip(".") if fix else None
        self.code = code
        self.es = es.rstrip(".") if es else None
        super().__init__(str(self))

    def __str__(self) -> str:
        """Return the whole sentence on one line, in English."""
        head = f"{self.where}: {self.what}" if self.where else self.what
        return f"{head}. {self.fix}." if self.fix else f"{head}."

    def in_language(self, lang: str) -> str:
        """Return the whole sentence in ``lang`` (``es`` or ``en``); English where untranslated.

        Args:
            lang: ``es``; any other is English.
        """
        if lang != "es" or not self.es:
            return str(self)
        return f"{self.place_es}: {self.es}." if self.where else f"{self.es}."

    @property
    def place_es(self) -> str | None:
        """The place of the problem in Spanish."""
        return self.where


def readable(name: object) -> str:
    r"""Return a name as text that any table can hold; bytes that are no UTF-8 are written out.

    Args:
        name: A text, or what ``str`` makes one of.

    Example:
        >>> readable("conv\udcf1.csv")
        'conv\\xf1.csv'
    """
    return str(name).encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
