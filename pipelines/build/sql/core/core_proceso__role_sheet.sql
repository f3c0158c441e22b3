select
    role_id,
    role_order::integer as role_order,
    name_es,
    name_en,
    functions_es,
    functions_en,
    profile_es,
    profile_en,
    competences_es,
    competences_en,
    post_es,
    post_en,
    sheet_origin,
    source_id,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_process_role_sheet
