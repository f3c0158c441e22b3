-- Each municipality of the open government model: when it joined, what it planned and did, when it
-- assessed itself, and how far it is from the capital: by its own coordinates where the territory
-- has them, else by those of the capital of its region; else that is not known.
with
    dated as (
        select
            country,
            code,
            min(step_date) filter (where step = 'adhesion') as adhered_on,
            min(step_date) filter (where step = 'diagnosis') as diagnosed_on,
            min(step_date) filter (where step = 'plan') as planned_on,
            min(step_date) filter (where step = 'midterm') as midterm_on,
            min(step_date) filter (where step = 'final') as final_on,
            min(step_date) filter (where step = 'budget_platform') as platform_on,
            bool_or(is_outside_capital_region) as is_outside_capital_region,
            max(origin) as origin,
            string_agg(distinct source_ids, ', ' order by source_ids) as source_ids
        from out_gam__event
        group by country, code
    ),

    planned as (
        select
            country,
            code,
            count(distinct(plan_year, commitment_number))::integer as commitment_count,
            count(*)::integer as milestone_count,
            count(done_date)::integer as done_count
        from core_gam__milestone
        group by country, code
    ),

    took_part as (
        select
            country,
            code,
            count(distinct(event_date, event_name))::integer as event_count,
            count(distinct standard_id)::integer as standard_count
        from core_gam__participation
        group by country, code
    ),

    point as (
        select
            place.country,
            place.code,
            coalesce(place.latitude, seat.latitude) as latitude,
            coalesce(place.longitude, seat.longitude) as longitude,
            case
                when place.latitude is not null and place.longitude is not null
                then 'municipality'
                when seat.region_code is not null
                then 'region'
            end as distance_basis
        from core_territory__municipality as place
        left join
            core_territory__region_capital as seat
            on place.country = 'CL'
            and place.region_id = seat.region_code
    ),

    capital as (
        select country, latitude, longitude from point where country = 'CL' and code = '13101'
    )

select
    dated.country,
    dated.code,
    place.municipality,
    place.region_id,
    place.region,
    place.region_order,
    dated.is_outside_capital_region,
    2
    * 6371
    * asin(
        sqrt(
            pow(sin(radians(point.latitude - capital.latitude) / 2), 2)
            + cos(radians(capital.latitude))
            * cos(radians(point.latitude))
            * pow(sin(radians(point.longitude - capital.longitude) / 2), 2)
        )
    ) as capital_distance_km,
    point.distance_basis,
    dated.adhered_on,
    dated.diagnosed_on,
    dated.planned_on,
    coalesce(planned.commitment_count, 0)::integer as commitment_count,
    coalesce(planned.milestone_count, 0)::integer as milestone_count,
    coalesce(planned.done_count, 0)::integer as done_count,
    coalesce(took_part.event_count, 0)::integer as event_count,
    coalesce(took_part.standard_count, 0)::integer as standard_count,
    dated.midterm_on,
    dated.final_on,
    dated.platform_on,
    -- A step not taken, too, rests on all that is known of steps.
    greatest(dated.origin, (select max(event.origin) from out_gam__event as event)) as origin,
    dated.source_ids
from dated
inner join
    core_territory__municipality as place
    on dated.country = place.country
    and dated.code = place.code
inner join point on dated.country = point.country and dated.code = point.code
left join capital on dated.country = capital.country
left join planned on dated.country = planned.country and dated.code = planned.code
left join took_part on dated.country = took_part.country and dated.code = took_part.code
