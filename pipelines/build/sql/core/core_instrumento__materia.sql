-- Materias of the instrument of 2025 and the weight of those that score: as delivered or, as long
-- as
-- nothing is, as a third party read them: their rows are set apart when a delivery takes their
-- place.
select
    given.materia_id,
    given.materia_order::integer as materia_order,
    given.name_es,
    given.weight,
    given.is_scored,
    given._origin as origin,
    given.source_id,
    given._file as source_file,
    given._sheet as source_sheet,
    given._row::integer as source_row
from accepted_instrument_2025_materia as given
union all
select
    materia_id,
    min(materia_order)::integer,
    min(materia_name),
    min(weight),
    bool_or(is_scored),
    max(_origin),
    null,
    min(_file),
    min(_sheet),
    min(_row)::integer
from accepted_instrumento_2025
group by materia_id
