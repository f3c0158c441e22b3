select
    country,
    municipality_code as code,
    item_id,
    year::integer as year,
    month::integer as month,
    stage_id,
    started,
    finished,
    role_id,
    _origin as origin,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_proceso
