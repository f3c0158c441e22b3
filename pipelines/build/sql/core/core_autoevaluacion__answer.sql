-- What a municipality answered of each item of the instrument of 2025.
select
    cut,
    assessed_on,
    item_id,
    scenario,
    is_available,
    is_current,
    complete,
    met::integer as met,
    applicable::integer as applicable,
    _origin as origin,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_autoevaluacion_2025
