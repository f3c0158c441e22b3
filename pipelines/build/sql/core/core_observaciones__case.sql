select
    cut,
    round_id,
    materia_id,
    date,
    asked,
    resolution,
    score_before_pct,
    score_after_pct,
    _origin as origin,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_observacion
