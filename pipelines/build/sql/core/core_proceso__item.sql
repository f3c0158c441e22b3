select
    item_id,
    unit_es,
    unit_en,
    item_origin,
    source_id,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_process_item
