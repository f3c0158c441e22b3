-- Each municipality of the open government model: when it joined, what it planned and did, when it
-- assessed itself, and how far it is from the capital where the territory has coordinates; else
-- that is not known.
with dated as (
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
        count(distinct (plan_year, commitment_number))::integer as commitment_count,
        count(*)::integer as milestone_count,
        count(done_date)::integer as done_count
    from core_gam__milestone
    group by country, code
),

took_part as (
    select
        country,
        code,
        count(distinct (event_date, event_name))::integer as event_count,
        count(distinct standard_id)::integer as standard_count
    from core_gam__participation
    group by country, code
),

capital as (
    select
        place.country,
        place.latitude,
        place.longitude
    from core_territory__municipality as place
    inner join (values ('CL', '13101')) as seat (country, code)
        on place.country = seat.country and place.code = seat.code
)

select
    dated.country,
    dated.code,
    place.municipality,
    place.region_id,
    place.region,
    place.region_order,
    dated.is_outside_capital_region,
    2 * 6371 * asin(sqrt(
        pow(sin(radians(place.latitude - capital.latitude) / 2), 2)
        + cos(radians(capital.latitude)) * cos(radians(place.latitude))
        * pow(sin(radians(place.longitude - capital.longitude) / 2), 2)
    )) as capital_distance_km,
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
    dated.origin,
    dated.source_ids
from dated
inner join core_territory__municipality as place on dated.country = place.country and dated.code = place.code
left join capital on dated.country = capital.country
left join planned on dated.country = planned.country and dated.code = planned.code
left join took_part on dated.country = took_part.country and dated.code = took_part.code
