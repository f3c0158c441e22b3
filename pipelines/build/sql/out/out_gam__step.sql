-- How many municipalities had taken each step of the open government model by each day on which
-- one did, and how many of them lie outside the capital's region.
with
    by_day as (
        select
            country,
            step,
            step_order,
            step_date as observed_on,
            count(*) as new_count,
            count(*) filter (where is_outside_capital_region) as new_outside,
            string_agg(distinct source_ids, ', ' order by source_ids) as source_ids
        from out_gam__event
        group by country, step, step_order, step_date
    )

select
    country,
    step,
    step_order,
    observed_on,
    (sum(new_count) over running)::integer as municipality_count,
    (sum(new_outside) over running)::integer as outside_count,
    source_ids
from by_day
window
    running as (
        partition by country, step
        order by observed_on
        rows between unbounded preceding and current row
    )
