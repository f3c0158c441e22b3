select
    scheme_a,
    id_a,
    scheme_b,
    id_b,
    relation,
    reason_es,
    reason_en,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_catalogue_materia_crosswalk
