select
    item_id,
    item_order::integer as item_order,
    name_es,
    name_en,
    description_es,
    description_en,
    source_id,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_catalogue_ig11_item
