select
    indicator,
    name_es,
    name_en,
    unit,
    definition_es,
    definition_en,
    _file as source_file,
    _row::integer as source_row
from accepted_catalogue_indicator
