select
    band_kind,
    band_id,
    band_order::integer as band_order,
    low::integer as low_bound,
    high::integer as high_bound,
    name_es,
    name_en,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_catalogue_band
