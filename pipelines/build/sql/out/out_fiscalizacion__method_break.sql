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
    source_id
from core_fiscalizacion__method_break
