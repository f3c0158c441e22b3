select
    country,
    municipality_code as code,
    cut,
    kind,
    date_signed,
    date_end,
    date_renewed,
    document_url,
    _origin as origin,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_convenio
