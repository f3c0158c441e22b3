-- The same over the files published month by month, and over the others.
select
    is_monthly,
    count(*)::integer as file_count,
    sum(dated_count)::integer as dated_count,
    sum(on_time_count)::integer as on_time_count,
    sum(late_count)::integer as late_count,
    sum(overdue_count)::integer as overdue_count,
    case
        when sum(dated_count) >= minimum_group() then 100.0 * sum(on_time_count) / sum(dated_count)
    end as on_time_pct,
    case
        when sum(dated_count) >= minimum_group() then 100.0 * sum(late_count) / sum(dated_count)
    end as late_pct,
    case
        when sum(dated_count) >= minimum_group() then 100.0 * sum(overdue_count) / sum(dated_count)
    end as overdue_pct,
    min(seen_until) as seen_from,
    max(seen_until) as seen_until,
    max(origin) as origin,
    max(source_ids) as source_ids
from out_publicacion__file_freshness
group by is_monthly
