select
    country,
    municipality_code as code,
    plan_year::integer as plan_year,
    event_date,
    event as event_name,
    standard_id,
    people::integer as people,
    organisations::integer as organisations,
    evidence_url,
    _origin as origin,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_participacion
