-- Items of the instrument of 2025, each of one materia: those delivered or, as long as none are,
-- those that a third party transcribed: their rows are set apart when a delivery takes their place.
select
    given.item_id,
    given.materia_id,
    given.name_es,
    given.specific_indicators::integer as specific_indicators,
    given.in_municipal_version,
    given._origin as origin,
    given.source_id,
    given._file as source_file,
    given._sheet as source_sheet,
    given._row::integer as source_row
from accepted_instrument_2025_item as given
union all
select
    item_id,
    materia_id,
    item_name,
    specific_indicators::integer,
    coalesce(in_municipal_version, true),
    _origin,
    null,
    _file,
    _sheet,
    _row::integer
from accepted_instrumento_2025
