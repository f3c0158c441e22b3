-- What each item would add to the score of a municipality if it were mended whole: its weight
-- over the weights that apply, times what it lacks. Only items with a weight and a score count.
with weighted as (
    select
        item.cut,
        item.round_id,
        item.materia_id,
        item.criterion,
        item.score_pct,
        item.origin,
        weight.weight,
        weight.status,
        sum(weight.weight) over (partition by item.cut, item.round_id) as applicable_weight
    from core_fiscalizacion__item_result as item
    inner join core_fiscalizacion__round as round on item.round_id = round.round_id
    inner join core_fiscalizacion__weight as weight
        on
            round.method_id = weight.method_id and item.materia_id = weight.materia_id
            and item.criterion = weight.criterion
    where item.revision = 'as_published' and item.score_pct is not null
    qualify weight.version = max(weight.version) over (partition by weight.method_id)
),

solved as (
    select
        round_id,
        materia_id,
        criterion,
        100.0 * avg((score_pct = 100)::integer) as full_marks_pct
    from weighted
    group by all
)

select
    weighted.cut,
    comuna.comuna,
    comuna.region_code,
    weighted.round_id,
    weighted.materia_id,
    materia.name_es as materia_es,
    materia.name_en as materia_en,
    weighted.criterion,
    weighted.score_pct,
    weighted.weight,
    weighted.status as weight_status,
    (100 - weighted.score_pct) * weighted.weight / weighted.applicable_weight as gain_pts,
    solved.full_marks_pct,
    weighted.origin
from weighted
inner join solved
    on
        weighted.round_id = solved.round_id and weighted.materia_id = solved.materia_id
        and weighted.criterion = solved.criterion
inner join core_territory__comuna as comuna on weighted.cut = comuna.cut
inner join core_catalogue__materia as materia on weighted.materia_id = materia.materia_id
