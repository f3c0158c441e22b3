"""What no answer says: that one thing made another. A sentence that does is refused with why."""

from __future__ import annotations

import re
import unicodedata

from pipelines.errors import FaroError

CAUSAL = re.compile(
    r"\b(?:caus(?:a|o|aron|ado|ada|an|ar|e|ed|es|ing)\b|(?:a|por) causa de|debido a|gracias a|"
    r"(?:el|un|su|los|sus) (?:efecto|impacto)s? (?:de|del|en|sobre)|por culpa de|se debe a|"
    r"provoc\w+|gener(?:o|aron) (?:un|una|el|la)|hizo (?:subir|bajar|mejorar|caer|que)|"
    r"llevo a|condujo a|produjo|atribuible|atribuir|por que (?:subi|baj|mejor|cay|aument)\w*|"
    r"explica (?:el|la|los|las|que|por)|influy\w+|logro que|mejoro (?:el|la|los|las)|"
    r"because(?: of)?|due to|owing to|thanks to|led to|leads to|result(?:s|ed) (?:in|from)|"
    r"(?:the |an? |its )?(?:effects?|impacts?) (?:of|on)|driven by|drove|attribut\w+|"
    r"made (?:\w+ ){1,4}(?:rise|fall|better|worse|improve|drop)|brought about|responsible for|"
    r"why did|explains (?:the|why)|improved? (?:the|its|their)|as a result|thereby|consequence)",
    re.ASCII,
)


def hold_causes(*sentences: str) -> None:
    """Refuse wording that says or asks why.

    Args:
        *sentences: What an assistant is asked, or wants to say.

    Raises:
        FaroError: One of them speaks of causes (``causal``).
    """
    for sentence in sentences:
        found = CAUSAL.search(_plain(sentence))
        if found:
            raise FaroError(
                f"«{found[0]}» speaks of causes, and no figure here shows one",
                fix="Say what was measured, before and after, of whom. What can and cannot be "
                "claimed stands on the page «Tendencias y efecto» (table out_estudio__claim)",
                code="causal",
                es=f"«{found[0]}» habla de causas y ninguna cifra de aquí las muestra. Diga qué se "
                "midió, antes y después, de quiénes; lo que se puede afirmar está en «Tendencias "
                "y efecto» (tabla out_estudio__claim)",
            )


def _plain(text: str) -> str:
    """Return text in small letters without accents, every space alike."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(one for one in parts if not unicodedata.combining(one)).split())
