-- Municipalities with a convenio delivered, by region and by rurality class; the letters of
-- MGTM 2.0 and of Gobierno Abierto are other kinds and do not count as MGTM coverage.
with
    signed as (
        select cut, min(date_signed) as first_signed, max(origin) as origin
        from core_convenios__signing
        where country = 'CL' and kind in ('pilot', 'mgtm')
        group by cut
    ),

    places as (
        select 'region' as dimension, region_code as member, cut
        from core_territory__comuna
        where has_municipality
        union all
        select 'rurality', pndr_class_2024, cut
        from core_territory__comuna
        where has_municipality and pndr_class_2024 is not null
    )

select
    places.dimension,
    places.member,
    count(*)::integer as municipalities,
    count(signed.cut)::integer as signed_cumulative,
    if(count(*) >= minimum_group(), 100.0 * count(signed.cut) / count(*), null) as coverage_pct,
    max(signed.origin) as origin
from places
left join signed on places.cut = signed.cut
where exists (select 1 from signed)
group by places.dimension, places.member
having max(signed.origin) is not null
