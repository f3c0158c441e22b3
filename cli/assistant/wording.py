"""What no answer says: that one thing made another. A sentence that does is refused with why.

Two kinds of sentence do: one that joins with a word of cause, and one in which something that
somebody does (a convenio, a pilot, a law) acts on a figure. No list knows every wording: no answer
repeats what was claimed, so that none lends it the name of Faro.
"""

from __future__ import annotations

import re
import unicodedata

from pipelines.errors import FaroError

JOINED = re.compile(
    r"\b(?:caus(?:a|o|aron|ado|ada|an|ar|e|ed|es|ing)\b|(?:a|por|con) (?:causa|raiz|efecto) del?\b|"
    r"(?:como|en) consecuencia|por (?:culpa|obra) de|debido a|gracias a|se debe\w* a|"
    r"(?:por|puesto|ya|dado) ?que\b|(?:el|un|su|los|sus) (?:efecto|impacto)s? (?:del?|en|sobre)|"
    r"(?:efecto|impacto)s? (?:\w+ )?(?:del?|sobre)\b|impact(?:a|an|o|aron) (?:en|el|la|los|las)\b|"
    r"(?:tuv|tien|ten|produ|muestr)\w+ (?:\w+ ){0,2}(?:efecto|impacto)s?\b|"
    r"provoc\w+|gatill\w+|deriv(?:o|a|aron|an) en\b|contribu[iyt]\w+|influ[iy]\w+|incidi\w+ en\b|"
    r"gener(?:o|aron) (?:un|una|el|la)|hizo (?:subir|bajar|mejorar|caer|que)|"
    r"llev(?:o|aron|a) (?:a|al)\b|condujo a|produjo|produce|atribu\w+|favorec\w+|"
    r"por que (?:subi|baj|mejor|cay|aument)\w*|explica (?:el|la|los|las|que|por)|logro que|"
    r"mejoro (?:el|la|los|las)|"
    r"because(?: of)?|due to|owing to|thanks to|led to|leads? to|result(?:s|ed|ing)? (?:in|from)|"
    r"(?:had|has|have|having|show\w*) (?:\w+ ){0,2}(?:effect|impact)s?\b|"
    r"(?:the |an? |its )?(?:effects?|impacts?) (?:of|on)|driven by|drove|drives|attribut\w+|"
    r"made (?:\w+ ){1,4}(?:rise|fall|better|worse|improve|drop)|brought about|responsible for|"
    r"why did|explains (?:the|why)|improved? (?:the|its|their)|as a result|thereby|consequence|"
    r"trigger\w*)",
    re.ASCII,
)
# What somebody does about a figure; the bodies that a figure is of are none of these.
DONE = (
    r"(?:convenios?|acuerdos?|firmas?|pilotos?|programas?|modelos?|mgtm|capacitacion(?:es)?|ley|"
    r"fiscalizacion(?:es)?|herramientas?|medidas?|politicas?|reformas?|agreements?|sign(?:ing|ature)|"
    r"pilots?|program(?:me)?s?|models?|training|law|audits?|tools?|measures?|polic(?:y|ies)|reforms?)"
)
CHANGED = (
    r"(?:subi|elev|aument|mejor|increment|impuls|reduj|reduc|baj|disminu|logr|ayud|permit|hiz|hac|"
    r"gener|potenci|fortalec|afect|consig|consegu|rais|increas|boost|improv|help|enabl|lower|lift|"
    r"strengthen|push|affect)\w*"
)
THE = r"(?:el|la|los|las|un|una|su|con|the|an?|this|its)"
AMOUNT = r"(?:en|de|by|from|un|casi|unos|about|almost|mas|more|menos|less)"
# Done, then changed, then whatever is no amount: «los pilotos subieron 30,8 puntos» says no cause.
ACTED = re.compile(
    rf"(?:^|[,;:.] ?|\b(?:que|y|and|that) )(?:{THE} )*{DONE}(?: \w+){{0,2}}? {CHANGED} "
    rf"(?!{AMOUNT} ?\d*\b|\d)"
    rf"|\b{CHANGED} (?:\w+ ){{0,2}}(?:por|by|through|with) {THE} {DONE}\b"
    rf"|\bcon {THE} {DONE} se {CHANGED}",
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
        plain = _plain(sentence)
        match = JOINED.search(plain) or ACTED.search(plain)
        if match:
            raise FaroError(
                f"«{match[0]}» speaks of causes, and no figure here shows one",
                fix="Say what was measured, before and after, of whom. What can and cannot be "
                "claimed stands on the page «Tendencias y efecto» (table out_estudio__claim)",
                code="causal",
                es=f"«{match[0]}» habla de causas y ninguna cifra de aquí las muestra. Diga qué se "
                "midió, antes y después, de quiénes; lo que se puede afirmar está en «Tendencias "
                "y efecto» (tabla out_estudio__claim)",
            )


def _plain(text: str) -> str:
    """Return text in small letters without accents or what is not seen, every space alike."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    kept = (character for character in parts if not unicodedata.combining(character))
    return " ".join(
        "".join(character for character in kept if unicodedata.category(character) != "Cf").split()
    )
