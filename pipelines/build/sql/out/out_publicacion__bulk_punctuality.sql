-- How punctually municipalities published each TA file, month by month, by the publication date
-- that the records carry.
select
    ta_file,
    year,
    month,
    count(*)::integer as municipalities,
    sum(records)::bigint as records,
    count(*) filter (where arrival_state = 'on_time')::integer as on_time_count,
    count(*) filter (where arrival_state = 'late')::integer as late_count,
    case
        when count(*) >= minimum_group()
        then
            100.0
            * count(*) filter (where arrival_state = 'on_time')
            / nullif(count(*) filter (where arrival_state <> 'unknown'), 0)
    end as on_time_pct,
    case when count(*) >= minimum_group() then median(days_after_month) end as median_days,
    case
        when count(*) >= minimum_group() then quantile_cont(days_after_month, 0.25)
    end as lower_quartile_days,
    case
        when count(*) >= minimum_group() then quantile_cont(days_after_month, 0.75)
    end as upper_quartile_days
from out_publicacion__bulk_arrival
group by ta_file, year, month
