-- Furthest stage each municipality has reached with each tool, and when.
select
    cut,
    comuna,
    region_code,
    region,
    region_order_north_south,
    tool_id,
    tool_es,
    tool_en,
    model_version,
    max_by(stage, stage_order) as stage,
    max(stage_order)::integer as stage_order,
    max_by(date, stage_order) as date,
    min(date) filter (where stage = 'implemented') as date_implemented,
    min(origin) as origin
from out_adopcion__stage_municipality
where tool_id is not null
group by all
