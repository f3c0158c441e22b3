select
    scheme_id,
    topic,
    name_es,
    name_en,
    assessed_by,
    valid_from::integer as scheme_from,
    valid_to::integer as scheme_to,
    replaces,
    note_es,
    note_en,
    source_id,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_ogp_scheme
