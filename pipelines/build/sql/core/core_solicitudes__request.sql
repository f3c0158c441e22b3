select
    country,
    municipality_code as code,
    request_id,
    channel_id,
    received,
    admitted,
    derived,
    notified,
    answered,
    delivered,
    is_extended,
    outcome,
    cost_clp,
    _origin as origin,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_solicitud
