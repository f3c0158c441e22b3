select
    break_id,
    after_round_id,
    before_round_id,
    year_position,
    severity,
    label_es,
    label_en,
    reason_es,
    reason_en,
    source_id,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_catalogue_method_break
