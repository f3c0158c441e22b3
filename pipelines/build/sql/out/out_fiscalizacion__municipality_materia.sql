-- One score a municipality, round, revision and materia, as it enters the total: its criteria by
-- their weights. Where the weight of a scored criterion is not known the mean is plain, and says
-- so.
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
    if(
        count(item.score_pct) = count(weighed.weight) and sum(weighed.weight) > 0,
        sum(item.score_pct * weighed.weight) / sum(weighed.weight),
        avg(item.score_pct)
    ) as score_pct,
    case
        when count(item.score_pct) = 0
        then null
        when count(item.score_pct) = count(weighed.weight) and sum(weighed.weight) > 0
        then 'weighted'
        else 'unweighted'
    end as weighting,
    case
        when count(item.score_pct) > 0
        then 'value'
        when bool_and(item.score_state = 'not_applicable')
        then 'not_applicable'
        else 'missing'
    end as score_state,
    count(*)::integer as criteria_count,
    max(coalesce(weighed.origin, item.origin)) as origin
from core_fiscalizacion__item_result as item
inner join core_territory__comuna as comuna on item.cut = comuna.cut
inner join core_catalogue__materia as materia on item.materia_id = materia.materia_id
left join
    core_fiscalizacion__item_weight as weighed
    on item.cut = weighed.cut
    and item.round_id = weighed.round_id
    and item.revision = weighed.revision
    and item.materia_id = weighed.materia_id
    and item.criterion = weighed.criterion
group by all
