select
    reading_id,
    reading_order::integer as reading_order,
    is_headline,
    unit,
    decimals::integer as decimals,
    label_es,
    label_en,
    explanation_es,
    explanation_en,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_catalogue_pilot_reading
