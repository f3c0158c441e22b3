select
    method_id,
    name_es,
    name_en,
    description_es,
    description_en,
    valid_from,
    valid_to,
    source_id,
    note_es,
    note_en,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_catalogue_method
