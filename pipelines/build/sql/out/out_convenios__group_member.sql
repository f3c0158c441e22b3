-- The municipalities of each group that scores are cut by: all of them and, once it is known who
-- the
-- pilots are, the pilots and the rest.
with
    pilots as (
        select distinct cut from core_convenios__signing where country = 'CL' and kind = 'pilot'
    )

select 'all' as group_id, comuna.cut
from core_territory__comuna as comuna
where comuna.has_municipality
union all
select if(pilots.cut is null, 'non_pilot', 'mgtm_pilot') as group_id, comuna.cut
from core_territory__comuna as comuna
left join pilots on comuna.cut = pilots.cut
where comuna.has_municipality and exists (select 1 from pilots)
