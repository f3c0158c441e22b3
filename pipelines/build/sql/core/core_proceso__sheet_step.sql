select
    step_id,
    process_id,
    step_order::integer as step_order,
    name_es,
    name_en,
    text_es,
    text_en,
    role_id,
    documents_es,
    documents_en,
    step_origin,
    source_id,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_process_sheet_step
