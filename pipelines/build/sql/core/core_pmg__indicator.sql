select
    country,
    municipality_code as code,
    year::integer as year,
    objective_kind,
    unit as municipal_unit,
    pmg_stage_id,
    objective,
    indicator as indicator_text,
    numerator,
    denominator,
    target_pct,
    weight_pct,
    means,
    _origin as origin,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_pmg
