-- Participation events by OGP co-creation standard and year: how many, of how many municipalities,
-- in the year and up to its end. People and organisations that were not counted are not known,
-- never zero.
with
    yearly as (
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
            greatest(max(event.origin), 'computed'::origin) as origin,
            string_agg(distinct event.source_file, ', ' order by event.source_file) as source_ids
        from core_gam__participation as event
        inner join core_gam__standard as standard on event.standard_id = standard.standard_id
        group by all
    )

select
    country,
    standard_id,
    standard_order,
    edition,
    standard_es,
    standard_en,
    year,
    event_count,
    n_municipalities,
    people_count,
    counted_events,
    (sum(event_count) over to_date)::integer as events_to_date,
    (sum(people_count) over to_date)::integer as people_to_date,
    (sum(counted_events) over to_date)::integer as counted_to_date,
    (sum(event_count) over (partition by country order by year range unbounded preceding))::integer
    as all_events_to_date,
    origin,
    source_ids
from yearly
window to_date as (partition by country, standard_id order by year)
