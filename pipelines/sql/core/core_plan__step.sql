select
    country,
    municipality_code as code,
    version_id,
    tool_id,
    planned_start,
    planned_end,
    capacity::integer as capacity,
    note_text,
    _origin as origin,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_plan
