-- Coverage of convenios at the close of each year by region and rurality class, from the dated
-- signings delivered. A signing without a date cannot enter a year.
with
    signed as (
        select cut, min(date_signed) as first_signed, max(origin) as origin
        from core_convenios__signing
        where country = 'CL' and kind in ('pilot', 'mgtm') and date_signed is not null
        group by cut
    ),

    years as (
        select
            unnest(generate_series(min(year(first_signed)), max(year(first_signed))))::integer
            as year
        from signed
    ),

    places as (
        select 'country' as dimension, 'all' as member, cut
        from core_territory__comuna
        where has_municipality
        union all
        select 'region', region_code, cut
        from core_territory__comuna
        where has_municipality
        union all
        select 'rurality', pndr_class_2024, cut
        from core_territory__comuna
        where has_municipality and pndr_class_2024 is not null
    )

select
    years.year,
    places.dimension,
    places.member,
    count(*)::integer as municipalities,
    count(signed.cut)::integer as signed_cumulative,
    if(count(*) >= minimum_group(), 100.0 * count(signed.cut) / count(*), null) as coverage_pct,
    (select max(origin) from signed) as origin
from places
cross join years
left join signed on places.cut = signed.cut and year(signed.first_signed) <= years.year
group by years.year, places.dimension, places.member
