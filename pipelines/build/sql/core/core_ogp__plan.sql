select
    cycle::integer as cycle,
    plan_number::integer as plan_number,
    plan_es,
    plan_en,
    year_from::integer as year_from,
    year_to::integer as year_to,
    source_id,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_ogp_plan
