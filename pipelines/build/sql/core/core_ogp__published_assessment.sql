select
    commitment_id,
    scheme_id,
    value_id,
    assessed_by,
    state as assessment_state,
    date_text,
    note_es,
    note_en,
    source_id,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_ogp_assessment
