select
    commitment_id,
    field_id,
    text_es,
    text_en,
    from_text,
    printed_chars::integer as printed_chars,
    source_id,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_ogp_text
