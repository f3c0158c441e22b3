select
    role_id,
    role_order::integer as role_order,
    name_es,
    name_en,
    function_es,
    function_en,
    role_origin,
    source_id,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_request_role
