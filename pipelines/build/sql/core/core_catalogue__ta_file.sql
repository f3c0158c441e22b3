select
    ta_file,
    ta_file_order::integer as ta_file_order,
    name_es,
    name_en,
    names_people,
    source_id,
    note_es,
    note_en,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_catalogue_ta_file
