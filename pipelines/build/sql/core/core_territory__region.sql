select
    region_code,
    region_short as region,
    region_official,
    roman,
    region_order_north_south::integer as region_order_north_south,
    n_comunas::integer as comunas_count,
    created_on,
    split_from,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_territory_region
