-- What had been done with the municipalities of each region by each day on which something was: the
-- last row not after a date holds on it. Sessions, letters, counterparts, trainings and advice. A
-- region nobody delivered anything about has no row: nothing known is not zero.
with day as (select distinct region_code, date as valid_from from core_actividades__event)

select
    day.region_code,
    region.region,
    region.region_order_north_south as region_order,
    day.valid_from,
    count(*) filter (where event.activity_kind = 'session')::integer as session_count,
    min(event.date) filter (where event.activity_kind = 'session') as first_session,
    count(*) filter (where event.activity_kind = 'letter')::integer as letter_count,
    min(event.valid_until) filter (where event.activity_kind = 'letter') as first_lapse,
    count(*) filter (where event.activity_kind = 'counterpart')::integer as counterpart_count,
    count(*) filter (where event.activity_kind = 'training')::integer as training_count,
    sum(event.people_count) filter (where event.activity_kind = 'training')::integer
    as trained_count,
    count(*) filter (where event.activity_kind = 'advice')::integer as advice_count,
    string_agg(distinct event.source_file, ', ' order by event.source_file) as source_ids
from day
inner join
    core_actividades__event as event
    on day.region_code = event.region_code
    and event.date <= day.valid_from
inner join core_territory__region as region on day.region_code = region.region_code
group by day.region_code, day.valid_from, region.region, region.region_order_north_south
