select
    commitment_id,
    scheme_id,
    value_id,
    assessed_by,
    date,
    reason,
    reason_en,
    evidence_file,
    _origin as origin,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_evaluacion
