select
    country,
    municipality_code as code,
    case_id,
    filed,
    ground,
    result,
    decided,
    _origin as origin,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_amparo
