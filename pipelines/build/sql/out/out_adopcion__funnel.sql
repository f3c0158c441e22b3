-- The MGTM 2.0 funnel from deliveries: municipalities that reached each stage, and the median
-- number of days since the stage before.
with
    first_reached as (
        select
            event.cut,
            event.stage,
            stage.stage_order,
            min(event.date) as date,
            max(event.origin) as origin
        from core_adopcion__stage_event as event
        inner join core_catalogue__stage as stage on event.stage = stage.stage_id
        left join core_catalogue__tool as tool on event.tool_id = tool.tool_id
        where event.country = 'CL' and (event.tool_id is null or tool.model_version = 'mgtm2')
        group by event.cut, event.stage, stage.stage_order
    ),

    lagged as (
        select
            *,
            date_diff(
                'day', lag(date) over (partition by cut order by stage_order), date
            ) as lag_days,
            lag(stage_order) over (partition by cut order by stage_order) as previous_order
        from first_reached
    )

select
    stage.stage_id as stage,
    stage.stage_order,
    stage.name_es as stage_es,
    stage.name_en as stage_en,
    count(*)::integer as municipalities,
    quantile_cont(lagged.lag_days, 0.5) filter (
        where lagged.previous_order = lagged.stage_order - 1
    ) as median_lag_days,
    min(lagged.date) as date_from,
    max(lagged.date) as date_to,
    max(lagged.origin) as origin
from lagged
inner join core_catalogue__stage as stage on lagged.stage = stage.stage_id
group by all
