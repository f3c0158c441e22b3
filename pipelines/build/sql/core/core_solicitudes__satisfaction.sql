select
    country,
    municipality_code as code,
    year::integer as year,
    month::integer as month,
    surveys::integer as surveys,
    satisfied::integer as satisfied,
    _origin as origin,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_satisfaccion
