select
    stage_id,
    stage_order::integer as stage_order,
    name_es,
    name_en,
    purpose_es,
    purpose_en,
    role_id,
    tool_ids,
    stage_origin,
    source_id,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_request_stage
