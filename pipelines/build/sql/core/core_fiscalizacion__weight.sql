select
    method_id,
    version,
    materia_id,
    criterion,
    weight,
    status,
    _origin as origin,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_ponderacion
