select
    region_code,
    capital,
    latitude,
    longitude,
    geonames_id,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_territory_region_capital
