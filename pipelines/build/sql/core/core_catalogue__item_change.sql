select
    from_method_id,
    to_method_id,
    materia_id,
    criterion,
    state,
    reason_es,
    reason_en,
    source_id,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_catalogue_item_change
