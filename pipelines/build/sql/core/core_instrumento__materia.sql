-- Materias of the instrument of 2025: the weight of those that score, as a third party read it.
select
    materia_id,
    materia_order::integer as materia_order,
    name_es,
    weight,
    is_scored,
    _origin as origin,
    source_id,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_instrument_2025_materia
