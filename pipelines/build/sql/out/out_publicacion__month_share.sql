-- How many municipalities published each TA file in each month, and whether the month was due when
-- the file was looked at: January is due on the tenth working day of February. Years that only a
-- delivered audit has come from there.
with
    published as (
        select
            year,
            geography_level,
            geography,
            ta_file,
            municipalities,
            left(replace(month_name, 'month_', ''), 2)::integer as month,
            published_count,
            source_id as source_ids
        from
            core_publicacion__month_count unpivot (
                published_count for month_name in (
                    month_01_count,
                    month_02_count,
                    month_03_count,
                    month_04_count,
                    month_05_count,
                    month_06_count,
                    month_07_count,
                    month_08_count,
                    month_09_count,
                    month_10_count,
                    month_11_count,
                    month_12_count
                )
            )
    ),

    delivered as (
        select
            audit.year,
            case
                when grouping(comuna.region) = 1 then 'country' else 'region'
            end as geography_level,
            case when grouping(comuna.region) = 1 then 'Chile' else comuna.region end as geography,
            audit.ta_file,
            count(*)::integer as municipalities,
            audit.month,
            count(*) filter (where audit.is_published)::integer as published_count,
            null::varchar as source_ids
        from out_publicacion__month_municipality as audit
        inner join core_territory__comuna as comuna on audit.cut = comuna.cut
        where
            audit.year not in (select year from core_publicacion__month_count)
            and audit.is_published is not null
        group by
            grouping sets (
                (audit.year, audit.ta_file, audit.month),
                (audit.year, audit.ta_file, audit.month, comuna.region)
            )
    ),

    first_seen as (
        select ta_file, max(last_update) as seen_until
        from core_publicacion__update_day
        group by ta_file
    ),

    later_seen as (
        select ta_file, max(last_update) as seen_until
        from out_publicacion__municipality_file
        group by ta_file
    ),

    counted as (
        select published.*, first_seen.seen_until
        from published
        left join first_seen on published.ta_file = first_seen.ta_file
        union all
        select delivered.*, later_seen.seen_until
        from delivered
        left join later_seen on delivered.ta_file = later_seen.ta_file
    )

select
    counted.year,
    counted.month,
    counted.geography_level,
    region.region_code,
    counted.geography,
    coalesce(region.region_order_north_south, 0)::integer as region_order_north_south,
    counted.ta_file,
    file.ta_file_order,
    file.name_es as ta_file_es,
    file.name_en as ta_file_en,
    counted.municipalities,
    counted.published_count,
    case
        when counted.municipalities >= minimum_group()
        then 100.0 * counted.published_count / counted.municipalities
    end as published_pct,
    due.deadline,
    counted.seen_until,
    coalesce(due.deadline <= counted.seen_until, false) as is_due,
    'computed' as origin,
    coalesce(counted.source_ids, '') as source_ids
from counted
inner join core_catalogue__ta_file as file on counted.ta_file = file.ta_file
left join core_territory__region as region on counted.geography = region.region
left join
    out_calendar__month_deadline as due
    on counted.year * 12 + counted.month = due.year * 12 + due.month - 1
