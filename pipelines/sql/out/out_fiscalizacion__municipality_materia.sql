-- One score a municipality, round, revision and materia: the mean of its criteria.
select
    item.cut,
    comuna.comuna,
    comuna.region_code,
    comuna.region,
    comuna.region_order_north_south,
    item.round_id,
    item.revision,
    item.materia_id,
    materia.name_es as materia_es,
    materia.name_en as materia_en,
    materia.materia_order,
    avg(item.score_pct) as score_pct,
    case
        when count(item.score_pct) > 0 then 'value'
        when bool_and(item.score_state = 'not_applicable') then 'not_applicable'
        else 'missing'
    end as score_state,
    count(*)::integer as criteria_count,
    min(item.origin) as origin
from core_fiscalizacion__item_result as item
inner join core_territory__comuna as comuna on item.cut = comuna.cut
inner join core_catalogue__materia as materia on item.materia_id = materia.materia_id
group by all
