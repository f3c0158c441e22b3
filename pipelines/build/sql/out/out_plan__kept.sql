-- How many of the tools due by the last news were in use by their planned end: by country, version
-- of the model and region, and for all regions together. Shares of fewer due than the minimum
-- group are empty.
with
    counted as (
        select
            country,
            version_id,
            version_es,
            version_en,
            if(grouping(region) = 1, 'all', coalesce(region, 'unknown')) as region,
            count(*)::integer as steps,
            count(distinct code)::integer as municipalities,
            (count(*) filter (where is_due))::integer as due_step_count,
            (count(*) filter (where is_on_time))::integer as kept_count,
            (count(*) filter (where plan_status = 'late'))::integer as late_step_count,
            max(as_of) as as_of,
            max(origin) as origin
        from out_plan__progress
        group by
            grouping sets (
                (country, version_id, version_es, version_en, region),
                (country, version_id, version_es, version_en)
            )
    )

select
    country,
    version_id,
    version_es,
    version_en,
    region,
    steps,
    municipalities,
    due_step_count,
    kept_count,
    if(due_step_count < minimum_group(), null, 100.0 * kept_count / due_step_count) as kept_pct,
    late_step_count,
    as_of,
    origin
from counted
