select
    stage_id,
    stage_order::integer as stage_order,
    figure_id,
    name_es,
    name_en,
    definition_es,
    definition_en,
    source_id,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_catalogue_stage
