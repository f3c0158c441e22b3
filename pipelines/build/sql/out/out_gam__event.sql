-- When each municipality first took each step of the open government model. An adhesion may come
-- as such or as a convenio of that kind, a diagnosis as such or with its answers. A simulated step
-- stands in only where none of its kind was delivered.
with
    adhesion as (
        select country, code, act_date, origin, source_file
        from core_gam__act
        where act = 'adhesion'
        union all
        select country, code, date_signed, origin, source_file
        from core_convenios__signing
        where kind = 'open_government' and country = 'CL'
    ),

    seen as (
        select country, code, 'adhesion' as step, act_date as step_date, origin, source_file
        from adhesion
        union all
        select country, code, act, act_date, origin, source_file
        from core_gam__act
        where act <> 'adhesion'
        union all
        select
            answer.country, answer.code, 'diagnosis', answer.date, answer.origin, answer.source_file
        from core_diagnostico__answer as answer
        where starts_with(answer.instrument_id, 'gam_') and answer.moment = 'before'
        union all
        select country, code, 'plan', start_date, origin, source_file
        from core_gam__milestone
        union all
        select country, code, phase, assessed_on, origin, source_file
        from core_gam__assessment
        union all
        select country, code, 'participation', event_date, origin, source_file
        from core_gam__participation
    )

select
    seen.country,
    seen.code,
    place.municipality,
    place.region_id,
    place.region,
    seen.step,
    case
        seen.step
        when 'adhesion'
        then 1
        when 'diagnosis'
        then 2
        when 'plan'
        then 3
        when 'participation'
        then 4
        when 'midterm'
        then 5
        when 'final'
        then 6
        when 'budget_platform'
        then 7
    end::integer as step_order,
    min(seen.step_date) as step_date,
    place.region_id <> seat.region_id as is_outside_capital_region,
    'computed' as origin,
    string_agg(distinct seen.source_file, ', ' order by seen.source_file) as source_ids
from seen
inner join
    core_territory__municipality as place on seen.country = place.country and seen.code = place.code
left join
    core_territory__municipality as seat
    on seen.country = seat.country
    and seat.country || seat.code = 'CL13101'
where
    seen.step_date is not null
    and (
        seen.origin <> 'simulated'
        or not exists (
            select 1 from seen as real where real.step = seen.step and real.origin <> 'simulated'
        )
    )
group by all
