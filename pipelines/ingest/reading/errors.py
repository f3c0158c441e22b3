"""The one error of this package: which file, what is wrong with it, what to do."""

from __future__ import annotations

import re

from pipelines.errors import FaroError

MESSAGES: dict[str, tuple[str, str]] = {
    "not_found": ("the file does not exist", "Check its name and folder"),
    "not_a_file": ("this is not a regular file", "Name one file, not a folder or a device"),
    "unreadable": ("the file cannot be opened ({detail})", "Check its permissions and try again"),
    "empty_file": ("the file is empty", "Ask the sender for it again"),
    "too_large": (
        "the file has {size:,} bytes; at most {limit:,} are read",
        "Split it or deliver it without attachments and images",
    ),
    "binary_rubbish": (
        "its content is neither a spreadsheet nor text",
        "Save it as CSV or XLSX and deliver it again",
    ),
    "unknown_format": ("its content is {detail}", "Save it as CSV or XLSX and deliver it again"),
    "html": (
        "this is a web page (HTML) saved under a spreadsheet's name",
        "Open it in a spreadsheet program and save it as XLSX",
    ),
    "encrypted": (
        "the workbook is protected by a password",
        "Remove the password and deliver it again",
    ),
    "macros": (
        "the workbook carries macros ({detail})",
        "Save it as XLSX without macros and deliver it again",
    ),
    "zip_bomb": (
        "the compressed file is unsafe to open ({detail})",
        "Save the workbook again from a spreadsheet program",
    ),
    "xml_entities": (
        "an XML part declares a document type or entities ({detail})",
        "Save the workbook again from a spreadsheet program",
    ),
    "damaged": (
        "the file is truncated or damaged ({detail})",
        "Ask the sender for a fresh copy",
    ),
    "too_wide": (
        "the used area is {rows:,} rows by {columns:,} columns",
        "Delete the stray content far from the table and save again",
    ),
    "long_line": (
        "a field or line is absurdly long ({detail})",
        "Check the quotes and line ends of the file",
    ),
    "open_quote": (
        "a quoted field opened in row {row} is not closed where it should be",
        "Close or remove the quotation mark, or deliver the table as XLSX",
    ),
    "undecodable": ("its text is not valid {detail}", "Save it as CSV in UTF-8"),
    "no_sheets": ("the workbook has no worksheet", "Deliver the table in a worksheet"),
    "only_very_hidden": (
        "every worksheet is hidden for good, and such sheets are not read without being asked",
        "Show the sheet that is delivered (in Excel: Alt+F11, choose it, Visible = -1; in "
        "LibreOffice: right click on the tabs, Show Sheet) and save again",
    ),
    "no_header": (
        "no header row was found; missing columns: {missing}; texts seen: {found}",
        "Give the table one header row with the expected column names",
    ),
    "missing_columns": (
        "the header lacks {missing}; columns found: {found}",
        "Name those columns as expected",
    ),
    "year_in_header": (
        "the header carries a year where none belongs: {found}",
        "Name those columns without it; the year audited is a column of its own",
    ),
    "ambiguous_column": (
        "columns {columns} mean the same, «{field}»",
        "Keep one of them or rename the others",
    ),
    "rows_over_header": (
        "the row has {fields} fields and the header {header}, and so it is in {count} rows: which "
        "field is which is not known",
        "Put decimals with a comma between quotation marks, or separate fields by a semicolon",
    ),
    "bad_fields": (
        "the spelling «{spelling}» is accepted for both «{first}» and «{second}»",
        "Keep it for one of the two",
    ),
}


MESSAGES_ES: dict[str, str] = {
    "not_found": "el archivo no existe. Revise su nombre y su carpeta",
    "not_a_file": "no es un archivo común. Indique un archivo, no una carpeta ni un dispositivo",
    "unreadable": "el archivo no se puede abrir ({detail}). Revise sus permisos e intente de nuevo",
    "empty_file": "el archivo está vacío. Pídalo de nuevo a quien lo envió",
    "too_large": "el archivo tiene {size} bytes; se leen hasta {limit}. Divídalo o entréguelo "
    "sin adjuntos ni imágenes",
    "binary_rubbish": "su contenido no es ni planilla ni texto. Guárdelo como CSV o XLSX y "
    "entréguelo de nuevo",
    "unknown_format": "su contenido es {detail}. Guárdelo como CSV o XLSX y entréguelo de nuevo",
    "html": "es una página web (HTML) con nombre de planilla. Ábrala en un programa de planillas y "
    "guárdela como XLSX",
    "encrypted": "el libro está protegido con contraseña. Quítela y entréguelo de nuevo",
    "macros": "el libro trae macros ({detail}). Guárdelo como XLSX sin macros y entréguelo de "
    "nuevo",
    "zip_bomb": "no es seguro abrir el archivo comprimido ({detail}). Guarde el libro de nuevo "
    "desde un programa de planillas",
    "xml_entities": "una parte XML declara un tipo de documento o entidades ({detail}). Guarde el "
    "libro de nuevo desde un programa de planillas",
    "damaged": "el archivo está cortado o dañado ({detail}). Pida otra copia a quien lo envió",
    "too_wide": "el área usada es de {rows} filas por {columns} columnas. Borre el contenido "
    "perdido lejos de la tabla y guarde de nuevo",
    "long_line": "un campo o una línea es absurdamente largo ({detail}). Revise las comillas y "
    "los fines de línea",
    "open_quote": "las comillas que se abren en la fila {row} no se cierran donde deben. "
    "Ciérrelas, quítelas o entregue la tabla como XLSX",
    "undecodable": "su texto no es {detail} válido. Guárdelo como CSV en UTF-8",
    "no_sheets": "el libro no tiene hojas de celdas. Entregue la tabla en una hoja",
    "only_very_hidden": "todas las hojas están ocultas del todo, y no se leen sin que se pida. "
    "Muestre la que se entrega (en Excel: Alt+F11, elíjala, Visible = -1; en LibreOffice: clic "
    "derecho en las pestañas, Mostrar hoja) y guarde de nuevo",
    "no_header": "no se encontró el encabezado; faltan las columnas: {missing}; textos vistos: "
    "{found}. Dé a la tabla una fila de encabezado con los nombres de columna esperados",
    "missing_columns": "al encabezado le falta {missing}; columnas encontradas: {found}. Nombre "
    "esas columnas como se espera",
    "year_in_header": "el encabezado lleva un año donde no va: {found}. Nombre esas columnas sin "
    "él; el año auditado es una columna aparte",
    "ambiguous_column": "las columnas {columns} significan lo mismo, «{field}». Deje una o cambie "
    "el nombre de las otras",
    "rows_over_header": "la fila tiene {fields} campos y el encabezado {header}, y así {count} "
    "filas: no se sabe qué campo es cuál. Ponga entre comillas los decimales con coma, o separe "
    "los campos con punto y coma",
    "bad_fields": "la grafía «{spelling}» se admite para «{first}» y para «{second}». Déjela en "
    "una de las dos",
}
_WORDS_ES = {
    "a PDF": "un PDF",
    "an image": "una imagen",
    "a gzip file": "un archivo gzip",
    "a RAR file": "un archivo RAR",
    "a 7-Zip file": "un archivo 7-Zip",
    "a Parquet file": "un archivo Parquet",
    "a database": "una base de datos",
    "a word-processor document": "un documento de texto",
    "an old Office file without a whole workbook": "un archivo antiguo de Office sin libro entero",
    "a zip file, no spreadsheet": "un zip que no es planilla",
    "a binary workbook (XLSB)": "un libro binario (XLSB)",
    "XML of another kind": "XML de otro tipo",
    "an Arrow file": "un archivo Arrow",
    "a SYLK workbook": "un libro SYLK",
    "a DIF file": "un archivo DIF",
    "a dBASE file": "un archivo dBASE",
    "a workbook of before Excel 97": "un libro anterior a Excel 97",
    "an SPSS file": "un archivo de SPSS",
    "a Stata file": "un archivo de Stata",
    "a presentation": "una presentación",
    "a Numbers workbook": "un libro de Numbers",
    "a map": "un mapa",
    "a web archive (MHTML)": "un archivo web (MHTML)",
    "JSON": "JSON",
    "text of fixed width": "texto de ancho fijo",
    "CSV with whole lines quoted": "un CSV con cada fila entera entre comillas",
    "a VBA project": "un proyecto VBA",
    "macro-enabled type": "tipo con macros",
    "a cell outside any row": "una celda fuera de toda fila",
    "document": "el documento",
    "name": "su nombre",
    "all": "todas",
    "none": "ninguno",
    "the table": "la tabla",
}
_PARTS_ES = (
    (r"\bsheet (?=«)", "hoja "),
    (r"\brow (?=\d)", "fila "),
    (r"\bthe table$", "la tabla"),
    (r"(?<=\)) and (?=«)", " y "),
)

# What a detail says, and how Spanish says it; what a library says in English has no such form.
_DETAILS_ES = (
    (r"row (\d+)", r"fila \1"),
    (r"row (\d+) stands twice", r"la fila \1 está dos veces"),
    (r"([A-Z]+\d+) stands twice", r"la celda \1 está dos veces"),
    (r"(?:cell )?([A-Z]+\d+) has text and no Data", r"la celda \1 tiene texto fuera de «Data»"),
    (r"part '(.+)' stands twice", r"la parte «\1» está dos veces"),
    (r"sheet (.+)", r"hoja \1"),
    (r"([\d.]+) parts", r"\1 partes"),
    (r"([\d.]+) bytes unpacked", r"\1 bytes descomprimidos"),
    (r"([\d.]+) bytes from ([\d.]+)", r"\1 bytes desde \2"),
    (r"(\S+) is missing", r"falta \1"),
    (r"(\S+) is cut short", r"\1 está cortada"),
    (r"(\S+): a row stands twice", r"\1: una fila está dos veces"),
    (r"(\S*[./]\S*): .*", r"\1"),
    (r"(\S*[./\d]\S*)", r"\1"),
)


def detail_es(detail: str) -> str:
    """Return a detail in Spanish; empty where it is words of a library, which speak English.

    Args:
        detail: As the English sentence says it.
    """
    if detail in _WORDS_ES:
        return _WORDS_ES[detail]
    dotted = re.sub(r"(?<=\d),(?=\d{3})", ".", detail)
    for pattern, words in _DETAILS_ES:
        if match := re.fullmatch(pattern, dotted, re.DOTALL):
            return match.expand(words)
    return ""


def spanish(value: object) -> object:
    """Return a value of a sentence in Spanish; what has no translation stays.

    Args:
        value: A text, or a number: from ten thousand on it gets dots.
    """
    if isinstance(value, int) and value >= 10_000:
        return f"{value:,}".replace(",", ".")
    if not isinstance(value, str):
        return value
    text = _WORDS_ES.get(value, value)
    for pattern, word in _PARTS_ES:
        text = re.sub(pattern, word, text)
    return text


class ReadingError(FaroError):
    """A file that cannot be read safely and completely.

    Attributes:
        params: The values inside the sentence, for translation by ``code``.
    """

    def __init__(self, code: str, *, where: str | None = None, **params: object) -> None:
        what, fix = MESSAGES[code]
        self.params = params
        own = {key: spanish(value) for key, value in params.items()}
        if "detail" in params:
            own["detail"] = detail_es(str(params["detail"]))
        super().__init__(
            what.format(**params),
            where=where,
            fix=fix.format(**params),
            code=code,
            es=MESSAGES_ES[code].format(**own).replace(" ()", ""),
        )

    @property
    def place_es(self) -> str | None:
        """The place of the problem in Spanish: «hoja», «fila» for sheet and row."""
        return str(spanish(self.where)) if self.where else None
