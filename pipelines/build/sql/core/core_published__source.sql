select
    source_id,
    title,
    publisher,
    date,
    url,
    language,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_published_source
