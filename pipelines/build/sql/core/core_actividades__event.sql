select
    activity_kind,
    region_code,
    cut,
    date,
    valid_until,
    tool_id,
    municipality_count::integer as municipality_count,
    people_count::integer as people_count,
    _origin as origin,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_actividad
