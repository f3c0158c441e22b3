select
    country,
    municipality_code as code,
    year::integer as year,
    month::integer as month,
    received::integer as received,
    answered::integer as answered,
    in_time::integer as in_time,
    extended::integer as extended,
    refused::integer as refused,
    derived::integer as derived,
    withdrawn::integer as withdrawn,
    charged::integer as charged,
    _origin as origin,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_solicitud_mes
