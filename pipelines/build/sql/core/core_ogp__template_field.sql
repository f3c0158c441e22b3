select
    field_id,
    field_order::integer as field_order,
    template,
    label_es,
    label_en,
    max_chars::integer as max_chars,
    is_personal,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_ogp_template_field
