select
    group_id,
    group_order::integer as group_order,
    name_es,
    name_en,
    definition_es,
    definition_en,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_catalogue_group
