select
    pmg_stage_id,
    pmg_stage_order::integer as pmg_stage_order,
    name_es,
    name_en,
    source_id,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_pmg_stage
