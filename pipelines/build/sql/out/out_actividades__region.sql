-- What was done with the municipalities of each region: sessions, letters, counterparts,
-- trainings and
-- advice. A region nobody delivered anything about has no row: nothing known is not zero.
select
    event.region_code,
    region.region,
    region.region_order_north_south as region_order,
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
from core_actividades__event as event
inner join core_territory__region as region on event.region_code = region.region_code
group by event.region_code, region.region, region.region_order_north_south
