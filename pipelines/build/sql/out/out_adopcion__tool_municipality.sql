-- Furthest stage each municipality has reached with each tool, and when; and how many tools of the
-- MGTM and MGTM 2.0 the municipality uses (implemented or verified).
with
    furthest as (
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
            max(origin) as origin
        from out_adopcion__stage_municipality
        where tool_id is not null
        group by all
    )

select
    * exclude (origin),
    (
        count(*) filter (
            where model_version in ('mgtm', 'mgtm2') and stage in ('implemented', 'verified')
        ) over (partition by cut)
    )::integer as mgtm_in_use_count,
    origin
from furthest
