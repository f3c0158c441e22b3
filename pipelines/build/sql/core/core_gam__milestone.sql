select
    country,
    municipality_code as code,
    plan_year::integer as plan_year,
    commitment_number::integer as commitment_number,
    commitment_title,
    milestone_number::integer as milestone_number,
    milestone_title,
    start_date,
    end_date,
    done_date,
    evidence_url,
    _origin as origin,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_plan_local
