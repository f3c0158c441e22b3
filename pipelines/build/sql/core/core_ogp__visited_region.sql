select
    region_code,
    visit_state,
    date_text,
    basis,
    source_id,
    if(basis = 'derived', 'computed', 'published') as origin,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_ogp_visited_region
