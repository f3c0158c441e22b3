select
    tool_id,
    tool_order::integer as tool_order,
    model_version,
    dimension_id,
    name_es,
    name_en,
    description_es,
    description_en,
    source_id,
    note,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_catalogue_tool
