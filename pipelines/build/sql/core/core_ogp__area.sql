select
    policy_area,
    name_es,
    name_en,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_ogp_area
