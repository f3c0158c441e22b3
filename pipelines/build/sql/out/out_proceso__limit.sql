-- For every number of working days one may allow: the share of ended stages that took more, and the
-- share that ended with fewer left to the deadline. Both are needed to find a bottleneck: a stage
-- may end late only because the one before did. Fewer ended stages than the minimum group give no
-- share.
with
    scoped as (
        select 'all' as scope_kind, 'all' as scope_id, *
        from out_proceso__stage_time
        where finished is not null
        union all
        select 'item', item_id, *
        from out_proceso__stage_time
        where finished is not null
        union all
        select 'municipality', country || '-' || code, *
        from out_proceso__stage_time
        where finished is not null
    ),

    counted as (
        select
            scoped.scope_kind,
            scoped.scope_id,
            scoped.stage_id,
            scoped.stage_order,
            scoped.stage_es,
            scoped.stage_en,
            limits.days::integer as limit_days,
            count(*)::integer as ended_count,
            count(*) filter (where scoped.working_days > limits.days)::integer as over_count,
            count(*) filter (where scoped.days_left < limits.days)::integer as late_count,
            max(scoped.origin) as origin,
            string_agg(distinct scoped.source_ids, ', ' order by scoped.source_ids) as source_ids
        from scoped
        cross join (select unnest(range(0, 31)) as days) as limits
        group by all
    )

select
    scope_kind,
    scope_id,
    stage_id,
    stage_order,
    stage_es,
    stage_en,
    limit_days,
    ended_count,
    over_count,
    if(ended_count >= minimum_group(), 100.0 * over_count / ended_count, null) as over_pct,
    late_count,
    if(ended_count >= minimum_group(), 100.0 * late_count / ended_count, null) as late_pct,
    origin,
    source_ids
from counted
