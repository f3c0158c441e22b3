select
    cut,
    round_id,
    materia_id,
    declared_state,
    declared_date,
    _origin as origin,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_autoevaluacion
