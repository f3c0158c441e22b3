select
    term_id,
    term_order::integer as term_order,
    name_es,
    name_en,
    working_days::integer as working_days,
    basis_es,
    basis_en,
    term_origin,
    source_id,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_request_term
