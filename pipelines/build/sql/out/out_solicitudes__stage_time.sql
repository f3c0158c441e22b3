-- How many working days requests took between two dates of their log, by scope and stage.
with
    placed as (
        select
            date,
            count(*) filter (where is_working_day) over (order by date)
            + (not is_working_day)::integer as place
        from core_calendar__day
    ),

    spell as (
        select
            country, code, 'admissibility' as stage_id, received_on as begun, admitted_on as ended
        from out_solicitudes__request
        union all
        select country, code, 'derivation', received_on, derived_on
        from out_solicitudes__request
        union all
        select country, code, 'search', coalesce(admitted_on, received_on), gathered_on
        from out_solicitudes__request
        union all
        select country, code, 'third_parties', coalesce(admitted_on, received_on), notified_on
        from out_solicitudes__request
        union all
        select country, code, 'answer', coalesce(admitted_on, received_on), answered_on
        from out_solicitudes__request
        union all
        select country, code, 'delivery', answered_on, delivered_on
        from out_solicitudes__request
        union all
        select country, code, 'feedback', coalesce(delivered_on, answered_on), rated_on
        from out_solicitudes__request
    ),

    took as (
        select
            spell.stage_id,
            last.place - first.place as working_days,
            unnest([spell.country, spell.country || '-' || spell.code]) as scope_id
        from spell
        inner join placed as first on spell.begun = first.date
        inner join placed as last on spell.ended = last.date
    )

select
    took.scope_id,
    took.stage_id,
    stage.stage_order,
    stage.name_es as stage_es,
    stage.name_en as stage_en,
    count(*)::integer as request_count,
    if(count(*) >= minimum_group(), quantile_cont(took.working_days, 0.5), null) as median_days,
    if(count(*) >= minimum_group(), quantile_cont(took.working_days, 0.9), null) as slow_days,
    'computed' as origin
from took
inner join core_solicitudes__stage as stage on took.stage_id = stage.stage_id
group by took.scope_id, took.stage_id, stage.stage_order, stage.name_es, stage.name_en
