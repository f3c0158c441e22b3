select
    materia_id,
    materia_order::integer as materia_order,
    name_es,
    name_en,
    source_id,
    note_es,
    note_en,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_catalogue_materia
