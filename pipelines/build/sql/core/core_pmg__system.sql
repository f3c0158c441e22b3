select
    system_id,
    system_order::integer as system_order,
    area_id,
    area_es,
    area_en,
    name_es,
    name_en,
    experts,
    in_first_list,
    in_second_list,
    in_expert_list,
    source_id,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_pmg_system
