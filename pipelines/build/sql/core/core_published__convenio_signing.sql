select
    cut,
    municipality_as_published,
    region,
    event,
    date,
    date_basis,
    source_id,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_published_convenio
