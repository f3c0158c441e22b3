-- Tools of the MGTM and MGTM 2.0 in use (implemented or verified) at the close of each year: the
-- count of each
-- municipality, and its mean by region, rurality, pilots and country. Only municipalities with a
-- stage delivered count: of the others nothing is known, and nothing is not zero.
with
    pilots as (
        select distinct cut from core_convenios__signing where country = 'CL' and kind = 'pilot'
    ),

    first_use as (
        select cut, tool_id, min(date) as date_in_use
        from out_adopcion__stage_municipality
        where
            model_version in ('mgtm', 'mgtm2')
            and stage in ('implemented', 'verified')
            and date is not null
        group by cut, tool_id
    ),

    years as (
        select
            unnest(generate_series(min(year(date_in_use)), max(year(date_in_use))))::integer as year
        from first_use
    ),

    known as (
        select distinct cut
        from out_adopcion__stage_municipality
        where model_version in ('mgtm', 'mgtm2')
    ),

    counted as (
        select
            known.cut,
            comuna.region_code,
            comuna.pndr_class_2024 as rurality,
            pilots.cut is not null as is_pilot,
            years.year,
            count(first_use.tool_id) as tools
        from known
        cross join years
        inner join core_territory__comuna as comuna on known.cut = comuna.cut
        left join pilots on known.cut = pilots.cut
        left join
            first_use on known.cut = first_use.cut and year(first_use.date_in_use) <= years.year
        group by all
    ),

    grouped as (
        select *, 'municipality' as dimension, cut as member
        from counted
        union all
        select *, 'country' as dimension, 'all' as member
        from counted
        union all
        select *, 'group' as dimension, if(is_pilot, 'mgtm_pilot', 'non_pilot') as member
        from counted
        where exists (select 1 from pilots)
        union all
        select *, 'region' as dimension, region_code as member
        from counted
        union all
        select *, 'rurality' as dimension, rurality as member
        from counted
        where rurality is not null
    )

select
    year,
    dimension,
    member,
    count(*)::integer as n_municipalities,
    if(dimension = 'municipality' or count(*) >= minimum_group(), avg(tools), null) as tools_mean
from grouped
group by year, dimension, member
