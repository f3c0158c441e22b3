select
    country,
    municipality_code as code,
    plan_year::integer as plan_year,
    commitment_number::integer as commitment_number,
    phase,
    scheme_id,
    value_id,
    assessed_on,
    reason,
    _origin as origin,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_evaluacion_local
