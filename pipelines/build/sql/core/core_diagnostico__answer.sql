select
    country,
    municipality_code as code,
    instrument_id,
    moment,
    date,
    question_id,
    try_cast(regexp_extract(trim(level), '^\d+') as integer) as level,
    case
        level_state
        when 'value'
        then 'answered'
        when 'not_applicable'
        then 'not_applicable'
        else 'not_answered'
    end as answer_state,
    evidence_url,
    remark,
    _origin as origin,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_diagnostico
