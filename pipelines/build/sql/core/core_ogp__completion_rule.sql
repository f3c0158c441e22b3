select
    level_order::integer as level_order,
    value_id,
    min_met_pct,
    needs_all,
    needs_evidence,
    reason_es,
    reason_en,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_ogp_completion_rule
