-- The share of months due that were published, over all files published month by month.
with
    summed as (
        select
            year,
            geography_level,
            region_code,
            geography,
            region_order_north_south,
            count(*)::integer as file_count,
            max(municipalities)::integer as municipalities,
            sum(published_due_count) as published_due_count,
            sum(municipalities * due_months) as due_count,
            bool_or(is_partial_year) as is_partial_year,
            max(origin) as origin,
            max(source_ids) as source_ids
        from out_publicacion__due_share
        where is_monthly and due_months > 0
        group by all
    ),

    shared as (
        select
            *,
            case
                when municipalities >= minimum_group() then 100.0 * published_due_count / due_count
            end as published_due_pct
        from summed
    )

select
    year,
    geography_level,
    region_code,
    geography,
    region_order_north_south,
    file_count,
    municipalities,
    is_partial_year,
    published_due_pct,
    published_due_pct
    - lag(published_due_pct) over (partition by geography order by year) as change_pts,
    origin,
    source_ids
from shared
