-- Municipalities with a first dated signing of each kind, day by day, cumulative; `any_mgtm`
-- counts a municipality once, whether it signed as a pilot or later.
with
    signing as (
        select cut, kind, date_signed, origin
        from core_convenios__signing
        where country = 'CL' and date_signed is not null
        union all
        select cut, 'any_mgtm', date_signed, origin
        from core_convenios__signing
        where country = 'CL' and date_signed is not null and kind in ('pilot', 'mgtm')
    ),

    first_signed as (
        select cut, kind, min(date_signed) as date_signed, max(origin) as origin
        from signing
        group by cut, kind
    )

select
    kind,
    date_signed,
    count(*)::integer as signed_new,
    (sum(count(*)) over (partition by kind order by date_signed))::integer as signed_cumulative,
    (select count(*)::integer from core_territory__comuna where has_municipality) as universe,
    max(origin) as origin
from first_signed
group by kind, date_signed
