-- Each municipality and month of a log: how many items were published by the deadline, and the
-- stage that passed its days most often. Fewer items than the minimum group give no share.
with
    per_stage as (
        select
            country,
            code,
            year,
            month,
            stage_id,
            stage_order,
            count(*) filter (where working_days > allowed_days) as over_count
        from out_proceso__stage_time
        group by country, code, year, month, stage_id, stage_order
    ),

    worst as (
        select
            country,
            code,
            year,
            month,
            arg_max(stage_id, over_count * 10 - stage_order) filter (
                where over_count > 0
            ) as slowest_stage_id
        from per_stage
        group by country, code, year, month
    ),

    counted as (
        select
            country,
            code,
            year,
            month,
            deadline,
            count(distinct item_id)::integer as item_count,
            count(*) filter (where stage_id = 'publication' and finished is not null)::integer
            as published_items,
            count(*) filter (where stage_id = 'publication' and days_left >= 0)::integer
            as on_time_items,
            max(origin) as origin,
            max(source_ids) as source_ids
        from out_proceso__stage_time
        group by country, code, year, month, deadline
    )

select
    counted.country,
    counted.code,
    place.municipality,
    counted.year,
    counted.month,
    counted.deadline,
    counted.item_count,
    counted.published_items,
    counted.on_time_items,
    if(
        counted.item_count >= minimum_group(),
        100.0 * counted.on_time_items / counted.item_count,
        null
    ) as on_time_pct,
    worst.slowest_stage_id,
    counted.origin,
    counted.source_ids
from counted
left join worst using (country, code, year, month)
left join
    core_territory__municipality as place
    on counted.country = place.country
    and counted.code = place.code
