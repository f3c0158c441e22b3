-- Items of the instrument of 2025, each of one materia.
select
    item_id,
    materia_id,
    name_es,
    specific_indicators::integer as specific_indicators,
    in_municipal_version,
    _origin as origin,
    source_id,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_instrument_2025_item
