-- Totals recomputed from items where weights are present, against the totals delivered. Items
-- that are missing or do not apply leave their weight out.
with latest_weight as (
    select
        method_id,
        materia_id,
        criterion,
        weight,
        status,
        version
    from core_fiscalizacion__weight
    qualify dense_rank() over (partition by method_id order by version desc) = 1
),

weight_by_materia as (
    select
        method_id,
        materia_id,
        sum(weight) as weight
    from latest_weight
    group by method_id, materia_id
),

weighted as (
    select
        item.cut,
        item.round_id,
        item.revision,
        item.score_pct,
        coalesce(exact.weight, if(item.criterion = 'overall', whole.weight, null)) as weight
    from core_fiscalizacion__item_result as item
    inner join core_fiscalizacion__round as round on item.round_id = round.round_id
    left join latest_weight as exact
        on
            round.method_id = exact.method_id and item.materia_id = exact.materia_id
            and item.criterion = exact.criterion
    left join weight_by_materia as whole
        on round.method_id = whole.method_id and item.materia_id = whole.materia_id
    where item.score_pct is not null
),

recomputed as (
    select
        cut,
        round_id,
        revision,
        round(sum(score_pct * weight) / sum(weight), 9) as recomputed_pct,
        count(*)::integer as items_count
    from weighted
    group by cut, round_id, revision
    having sum(weight) > 0 and count(*) = count(weight)
)

select
    recomputed.cut,
    comuna.comuna,
    recomputed.round_id,
    recomputed.revision,
    total.score_pct as delivered_pct,
    recomputed.recomputed_pct,
    recomputed.recomputed_pct - total.score_pct as difference_pts,
    abs(round(recomputed.recomputed_pct, 2) - round(total.score_pct, 2)) <= 0.05 as agrees,
    recomputed.items_count,
    coalesce(total.origin, 'computed') as origin
from recomputed
inner join core_territory__comuna as comuna on recomputed.cut = comuna.cut
left join out_fiscalizacion__municipality_round as total
    on
        recomputed.cut = total.cut and recomputed.round_id = total.round_id
        and recomputed.revision = total.revision
