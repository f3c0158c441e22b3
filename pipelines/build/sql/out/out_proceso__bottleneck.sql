-- Working days of each stage, by item and by municipality, over the months
-- delivered. Fewer ended stages than the minimum group give no figure but their count.
with
    scoped as (
        select 'item' as scope_kind, item_id as scope_id, *
        from out_proceso__stage_time
        union all
        select 'all', 'all', *
        from out_proceso__stage_time
        union all
        select 'municipality', country || '-' || code, *
        from out_proceso__stage_time
    ),

    counted as (
        select
            scope_kind,
            scope_id,
            stage_id,
            stage_order,
            stage_es,
            stage_en,
            count(distinct country || code)::integer as n_municipalities,
            count(finished)::integer as ended_count,
            count(*) filter (where finished is null)::integer as open_count,
            avg(working_days) as mean_days,
            quantile_cont(working_days, 0.5) as median_days,
            quantile_cont(working_days, 0.9) as p90_days,
            avg(wait_days) as mean_wait_days,
            max(origin) as origin,
            string_agg(distinct source_ids, ', ' order by source_ids) as source_ids
        from scoped
        group by scope_kind, scope_id, stage_id, stage_order, stage_es, stage_en
    )

select
    scope_kind,
    scope_id,
    stage_id,
    stage_order,
    stage_es,
    stage_en,
    n_municipalities,
    ended_count,
    open_count,
    if(ended_count >= minimum_group(), mean_days, null) as mean_days,
    if(ended_count >= minimum_group(), median_days, null) as median_days,
    if(ended_count >= minimum_group(), p90_days, null) as p90_days,
    if(ended_count >= minimum_group(), mean_wait_days, null) as mean_wait_days,
    if(ended_count >= minimum_group(), 'value', 'few') as bottleneck_state,
    origin,
    source_ids
from counted
