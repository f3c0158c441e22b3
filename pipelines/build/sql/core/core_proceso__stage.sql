select
    stage_id,
    stage_order::integer as stage_order,
    name_es,
    name_en,
    purpose_es,
    purpose_en,
    is_transversal,
    role_id,
    working_days::integer as working_days,
    days_origin,
    source_id,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_process_stage
