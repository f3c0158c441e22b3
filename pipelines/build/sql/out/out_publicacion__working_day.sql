-- On which working day of its month the last update of the monthly files fell.
with
    counted as (
        select
            updated.working_day_of_month,
            sum(updated.municipalities)::integer as update_count,
            max(updated.origin) as origin,
            max(updated.source_ids) as source_ids
        from out_publicacion__file_update as updated
        inner join out_publicacion__file_freshness as file on updated.ta_file = file.ta_file
        where updated.working_day_of_month is not null and file.is_monthly
        group by updated.working_day_of_month
    )

select
    working_day_of_month,
    update_count,
    (sum(update_count) over ())::integer as all_updates_count,
    100.0 * update_count / sum(update_count) over () as update_share_pct,
    100.0
    * sum(update_count) over (order by working_day_of_month)
    / sum(update_count) over () as cumulative_pct,
    working_day_of_month <= 10 as is_within_deadline,
    greatest(origin, 'computed'::origin) as origin,
    coalesce(source_ids, '') as source_ids
from counted
