-- Every step of every plan delivered. The plan of the latest date of a municipality and version is
-- the one that holds; a plan without a date comes before those that have one.
with dated as (select *, coalesce(plan_date, date '1900-01-01') as agreed_on from accepted_plan)

select
    country,
    municipality_code as code,
    version_id,
    tool_id,
    planned_start,
    planned_end,
    capacity::integer as capacity,
    plan_date,
    agreed_on = max(agreed_on) over of_plan as is_current,
    note_text,
    _origin as origin,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from dated
window of_plan as (partition by country, municipality_code, version_id)
