-- Municipalities without an MGTM convenio, once a list of convenios has been delivered.
select
    comuna.cut,
    comuna.comuna,
    comuna.region_code,
    comuna.region,
    comuna.region_order_north_south,
    comuna.pndr_class_2024 as rurality,
    (select max(origin) from core_convenios__signing where country = 'CL') as origin
from core_territory__comuna as comuna
where
    comuna.has_municipality
    and exists (select 1 from core_convenios__signing where country = 'CL')
    and not exists (
        select 1
        from core_convenios__signing as signing
        where signing.cut = comuna.cut and signing.kind in ('pilot', 'mgtm')
    )
