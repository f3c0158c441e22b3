-- Materias of the instrument of 2025 beside those of 2018 and the items of IG 11 that speak of the
-- same; a materia without a counterpart has none here.
with
    counted as (
        select materia_id, count(*)::integer as item_count
        from core_instrumento__item
        where in_municipal_version
        group by materia_id
    )

select
    materia.materia_id,
    materia.materia_order,
    materia.name_es as materia_es,
    materia.weight,
    materia.is_scored,
    coalesce(counted.item_count, 0)::integer as item_count,
    former.materia_id as former_materia_id,
    former.name_es as former_materia_es,
    former.name_en as former_materia_en,
    with_former.relation as former_relation,
    with_former.reason_es as former_reason_es,
    with_former.reason_en as former_reason_en,
    ig11.item_id as ig11_item_id,
    ig11.name_es as ig11_item_es,
    ig11.name_en as ig11_item_en,
    with_ig11.relation as ig11_relation,
    materia.origin,
    materia.source_id as source_ids
from core_instrumento__materia as materia
left join counted on materia.materia_id = counted.materia_id
left join
    core_catalogue__materia_crosswalk as with_former
    on materia.materia_id = with_former.id_b
    and with_former.scheme_a = 'materia_2018'
    and with_former.scheme_b = 'instrument_2025'
left join core_catalogue__materia as former on with_former.id_a = former.materia_id
left join
    core_catalogue__materia_crosswalk as with_ig11
    on materia.materia_id = with_ig11.id_a
    and with_ig11.scheme_a = 'instrument_2025'
    and with_ig11.scheme_b = 'ig11'
left join core_catalogue__ig11_item as ig11 on with_ig11.id_b = ig11.item_id
