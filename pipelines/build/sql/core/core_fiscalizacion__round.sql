select
    round_id,
    round_number::integer as round_number,
    year::integer as year,
    label_es,
    label_en,
    date_from,
    date_to,
    method_id,
    existence,
    note_es,
    note_en,
    source_id,
    method_basis,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_catalogue_round
