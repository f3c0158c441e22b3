-- Participation events by OGP co-creation standard and year: how many, of how many municipalities.
-- People and organisations that were not counted are not known, never zero.
select
    event.country,
    event.standard_id,
    standard.standard_order,
    standard.edition,
    standard.name_es as standard_es,
    standard.name_en as standard_en,
    year(event.event_date)::integer as year,
    count(*)::integer as event_count,
    count(distinct event.code)::integer as n_municipalities,
    sum(event.people)::integer as people_count,
    count(event.people)::integer as counted_events,
    if(bool_or(event.origin = 'simulated'), 'simulated', 'computed') as origin,
    string_agg(distinct event.source_file, ', ' order by event.source_file) as source_ids
from core_gam__participation as event
inner join core_gam__standard as standard on event.standard_id = standard.standard_id
group by all
