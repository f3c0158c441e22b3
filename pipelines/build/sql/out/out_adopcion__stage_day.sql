-- How many municipalities had reached each stage of MGTM 2.0 by each day on which one did. Like the
-- funnel it counts a municipality once, with whichever tool came first; a stage without a date has
-- no day to count from.
with
    first_reached as (
        select
            event.cut,
            event.stage,
            stage.stage_order,
            min(event.date) as date,
            string_agg(distinct event.source_file, ', ' order by event.source_file) as source_ids,
            'computed' as origin
        from core_adopcion__stage_event as event
        inner join core_catalogue__stage as stage on event.stage = stage.stage_id
        left join core_catalogue__tool as tool on event.tool_id = tool.tool_id
        where
            event.country = 'CL'
            and event.date is not null
            and (event.tool_id is null or tool.model_version = 'mgtm2')
        group by event.cut, event.stage, stage.stage_order
    ),

    by_day as (
        select
            stage,
            stage_order,
            date as observed_on,
            count(*) as new_count,
            string_agg(distinct source_ids, ', ' order by source_ids) as source_ids
        from first_reached
        group by stage, stage_order, date
    )

select
    stage,
    stage_order,
    observed_on,
    (sum(new_count) over running)::integer as municipality_count,
    source_ids
from by_day
window
    running as (
        partition by stage order by observed_on rows between unbounded preceding and current row
    )
