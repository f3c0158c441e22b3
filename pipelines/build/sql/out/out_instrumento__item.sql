-- The municipal version of the instrument of 2025: every item with the weight of its materia and
-- the share of the total it stands for when all items of all materias are scored.
select
    materia.materia_id,
    materia.materia_order,
    materia.name_es as materia_es,
    materia.weight,
    materia.is_scored,
    item.item_id,
    item.name_es as item_es,
    item.specific_indicators,
    case
        when materia.is_scored
        then 100.0 * materia.weight / count(*) over (partition by materia.materia_id)
    end as worth_pts,
    greatest(materia.origin, item.origin) as origin,
    item.source_id as source_ids
from core_instrumento__item as item
inner join core_instrumento__materia as materia on item.materia_id = materia.materia_id
where item.in_municipal_version
