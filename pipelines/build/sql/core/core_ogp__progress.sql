select
    commitment_id,
    date,
    entry_kind,
    milestone_id,
    indicator_id,
    measured_value,
    note_text,
    evidence_file,
    _origin as origin,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_avance
