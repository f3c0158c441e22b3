select
    standard_id,
    standard_order::integer as standard_order,
    edition,
    name_es,
    name_en,
    valid_from::integer as valid_from,
    valid_to::integer as valid_to,
    url,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_ogp_cocreation_standard
