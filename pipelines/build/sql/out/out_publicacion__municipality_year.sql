-- Which share of the months due each municipality published, over its files published by month,
-- and how its last updates stood.
with
    counted as (
        select
            cut,
            year,
            count(distinct ta_file)::integer as file_count,
            count(*)::integer as due_count,
            count(*) filter (where publication_state = 'published')::integer as published_due_count,
            count(distinct ta_file) filter (where update_state = 'on_time')::integer
            as on_time_files,
            count(distinct ta_file) filter (where update_state = 'late')::integer as late_files,
            count(distinct ta_file) filter (where update_state = 'overdue')::integer
            as overdue_files,
            max(last_update) as last_update
        from out_publicacion__calendar
        where
            is_monthly
            and publication_state <> 'unknown'
            and (ta_file, year, month) in (
                select ta_file, year, month
                from out_publicacion__month_share
                where geography_level = 'country' and is_due
            )
        group by cut, year
    )

select
    counted.cut,
    comuna.comuna,
    comuna.region_code,
    comuna.region,
    comuna.region_order_north_south,
    counted.year,
    counted.file_count,
    counted.due_count,
    counted.published_due_count,
    100.0 * counted.published_due_count / counted.due_count as published_due_pct,
    counted.on_time_files,
    counted.late_files,
    counted.overdue_files,
    counted.last_update
from counted
inner join core_territory__comuna as comuna on counted.cut = comuna.cut
