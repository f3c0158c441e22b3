select
    term_id,
    term_es,
    term_en,
    definition_es,
    definition_en,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_catalogue_glossary
