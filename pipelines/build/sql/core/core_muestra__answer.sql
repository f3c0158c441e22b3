select
    country,
    municipality_code as code,
    cut,
    design,
    measure,
    role,
    value,
    value_state,
    _origin as origin,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_muestra
