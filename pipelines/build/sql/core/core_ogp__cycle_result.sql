select
    cycle::integer as cycle,
    scheme_id,
    value_id,
    phase,
    commitments::integer as commitments,
    source_id,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_ogp_cycle_result
