select
    cut_code as cut,
    comuna,
    province_code,
    province,
    region_code,
    region,
    region_order_north_south::integer as region_order_north_south,
    has_municipality,
    previous_cut_code as previous_cut,
    cplt_code,
    population_census_2024::integer as population_census_2024,
    population_census_2017::integer as population_census_2017,
    pndr_class_2024,
    pndr_class_2017,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_territory_comuna
