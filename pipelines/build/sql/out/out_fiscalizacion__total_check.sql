-- Totals recomputed from items where weights are present, against the totals delivered. Items
-- that are missing or do not apply leave their weight out.
with
    recomputed as (
        select
            cut,
            round_id,
            revision,
            round(sum(score_pct * weight) / sum(weight), 9) as recomputed_pct,
            count(*)::integer as items_count
        from core_fiscalizacion__item_weight
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
    greatest(total.origin, 'computed'::origin) as origin
from recomputed
inner join core_territory__comuna as comuna on recomputed.cut = comuna.cut
left join
    out_fiscalizacion__municipality_round as total
    on recomputed.cut = total.cut
    and recomputed.round_id = total.round_id
    and recomputed.revision = total.revision
