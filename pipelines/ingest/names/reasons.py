"""Why a name or a code was not accepted, in one sentence, in the two languages."""

from __future__ import annotations

REASONS: dict[str, dict[str, str]] = {
    "empty": {
        "es": "No hay nombre ni código de municipio.",
        "en": "There is neither a name nor a code of a municipality.",
    },
    "unknown_name": {
        "es": "«{text}» no es el nombre de ningún municipio conocido; revise las sugerencias.",
        "en": "“{text}” is not the name of any known municipality; see the suggestions.",
    },
    "ambiguous_name": {
        "es": "«{text}» puede ser más de un municipio; agregue el código.",
        "en": "“{text}” may be more than one municipality; add the code.",
    },
    "other_body": {
        "es": "«{text}» es otro organismo (corporación, asociación, otro sector), no un municipio.",
        "en": "“{text}” is another body (a corporation, an association or another sector), "
        "not a municipality.",
    },
    "region_not_municipality": {
        "es": "«{text}» es una región o una provincia, no un municipio.",
        "en": "“{text}” is a region or a province, not a municipality.",
    },
    "total_row": {
        "es": "«{text}» es un total o un promedio, no un municipio.",
        "en": "“{text}” is a total or a mean, not a municipality.",
    },
    "no_municipality": {
        "es": "La comuna de Antártica no tiene municipalidad propia; la administra Cabo de Hornos.",
        "en": "The comuna of Antártica has no municipality of its own; Cabo de Hornos runs it.",
    },
    "unknown_code": {
        "es": "«{text}» trae un código que no existe, ni vigente ni anterior; no se usa su nombre.",
        "en": "“{text}” carries a code that does not exist, now or before; its name is not used.",
    },
    "unverified_code": {
        "es": "«{text}» trae un código anterior no verificado y el nombre no lo confirma.",
        "en": "“{text}” carries an unverified former code and the name does not confirm it.",
    },
    "code_name_contradiction": {
        "es": "«{text}»: el código y el nombre señalan municipios distintos.",
        "en": "“{text}”: the code and the name point at different municipalities.",
    },
    "region_contradiction": {
        "es": "«{text}»: el municipio no está en la región indicada.",
        "en": "“{text}”: the municipality does not lie in the region given.",
    },
}
