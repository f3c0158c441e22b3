-- How fresh each TA file was when it was last looked at. A file counts as monthly when, in some
-- audited year, at least one municipality in ten published it in eleven or twelve months: the
-- others hold acts or rules that need not fall in every month.
with
    monthly as (
        select ta_file, max(share_11_or_12_months_pct) >= 10 as is_monthly
        from out_publicacion__year_region_file
        where geography_level = 'country'
        group by ta_file
    ),

    counted as (
        select
            ta_file,
            max(seen_until) as seen_until,
            max(last_deadline) as last_deadline,
            sum(municipalities)::integer as dated_count,
            coalesce(sum(municipalities) filter (where update_state = 'on_time'), 0)::integer
            as on_time_count,
            coalesce(sum(municipalities) filter (where update_state = 'late'), 0)::integer
            as late_count,
            coalesce(sum(municipalities) filter (where update_state = 'overdue'), 0)::integer
            as overdue_count,
            max(source_ids) as source_ids
        from out_publicacion__file_update
        group by ta_file
    )

select
    counted.ta_file,
    file.ta_file_order,
    file.name_es as ta_file_es,
    file.name_en as ta_file_en,
    coalesce(monthly.is_monthly, false) as is_monthly,
    counted.seen_until,
    counted.last_deadline,
    counted.dated_count,
    counted.on_time_count,
    counted.late_count,
    counted.overdue_count,
    case
        when counted.dated_count >= minimum_group()
        then 100.0 * counted.on_time_count / counted.dated_count
    end as on_time_pct,
    case
        when counted.dated_count >= minimum_group()
        then 100.0 * counted.late_count / counted.dated_count
    end as late_pct,
    case
        when counted.dated_count >= minimum_group()
        then 100.0 * counted.overdue_count / counted.dated_count
    end as overdue_pct,
    'computed' as origin,
    coalesce(counted.source_ids, '') as source_ids
from counted
inner join core_catalogue__ta_file as file on counted.ta_file = file.ta_file
left join monthly on counted.ta_file = monthly.ta_file
