-- How many regions had had a session by each day on which another one had its first.
with
    first_session as (
        select
            region_code,
            min(date) as observed_on,
            string_agg(distinct source_file, ', ' order by source_file) as source_ids
        from core_actividades__event
        where activity_kind = 'session'
        group by region_code
    ),

    daily as (
        select
            observed_on,
            count(*) as new_count,
            string_agg(distinct source_ids, ', ' order by source_ids) as source_ids
        from first_session
        group by observed_on
    )

select
    observed_on,
    (
        sum(new_count) over (order by observed_on rows between unbounded preceding and current row)
    )::integer as region_count,
    'computed' as origin,
    source_ids
from daily
