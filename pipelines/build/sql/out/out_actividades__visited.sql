-- How many regions had had a session for CL0048 by each day on which another one had its first:
-- those that its report counts, from the end of the month it is of, and those of the register. A
-- session before the commitment starts or after it ends is none of it.
with
    session as (
        select region_code, period_end(date_text) as date, source_id as source_ids
        from core_ogp__visited_region
        where visit_state = 'visited'
        union all
        select event.region_code, event.date, event.source_file
        from core_actividades__event as event
        inner join
            out_ogp__commitment as c
            on c.commitment_id = 'CL0048'
            and event.date between c.start_date and c.end_date
        where event.activity_kind = 'session'
    ),

    first_session as (
        select region_code, min(date) as observed_on from session group by region_code
    ),

    -- What the count of a day rests on: all that says of any of its regions that it was visited.
    daily as (
        select distinct day.observed_on, session.region_code, session.source_ids
        from (select distinct observed_on from first_session) as day
        inner join session on session.date <= day.observed_on
    )

select
    observed_on,
    count(distinct region_code)::integer as region_count,
    'computed' as origin,
    string_agg(distinct source_ids, ', ' order by source_ids) as source_ids
from daily
group by observed_on
