-- Change of every materia of a municipality since the round its total is compared with, and what it
-- made of the change of the weighted total: the mean of its shares of the weight by the change of
-- its score, and the change of its share by how far its score stands from the total. Over the
-- materias of a municipality these add up to the change of its weighted total; where a weight is
-- not known there are none. Comparable: one method, or the catalogue of changes, says that the
-- materia is the same in both rounds.
with
    pairs as (
        select
            change.cut,
            change.round_id,
            change.year,
            change.previous_round_id,
            round.year as previous_year
        from out_fiscalizacion__municipality_change as change
        inner join core_fiscalizacion__round as round on change.previous_round_id = round.round_id
    ),

    weights as (
        select
            cut,
            round_id,
            materia_id,
            sum(weight) as materia_weight,
            count(weight) = count(*) as has_weights,
            max(origin) as origin
        from core_fiscalizacion__item_weight
        where revision = 'as_published'
        group by cut, round_id, materia_id
    ),

    shares as (
        select
            weights.cut,
            weights.round_id,
            weights.materia_id,
            if(
                bool_and(weights.has_weights) over municipality,
                weights.materia_weight / nullif(sum(weights.materia_weight) over municipality, 0),
                null
            ) as weight_share,
            sum(weights.materia_weight * cell.score_pct) over municipality
            / nullif(sum(weights.materia_weight) over municipality, 0) as total_pct,
            greatest(weights.origin, cell.origin) as origin
        from weights
        inner join
            out_fiscalizacion__municipality_materia as cell
            on weights.cut = cell.cut
            and weights.round_id = cell.round_id
            and weights.materia_id = cell.materia_id
            and cell.revision = 'as_published'
        window municipality as (partition by weights.cut, weights.round_id)
    ),

    totals as (
        select
            cut,
            round_id,
            any_value(total_pct) as total_pct,
            bool_and(weight_share is not null) as has_shares
        from shares
        group by cut, round_id
    ),

    joined as (
        select
            pairs.*,
            late.materia_id,
            early.score_pct as previous_pct,
            late.score_pct,
            late.score_pct - early.score_pct as change_pts,
            early.score_state as previous_state,
            late.score_state,
            coalesce(late_share.weight_share, 0) as late_share,
            coalesce(early_share.weight_share, 0) as early_share,
            if(
                late_total.has_shares and early_total.has_shares,
                (late_total.total_pct + early_total.total_pct) / 2,
                null
            ) as middle_pct,
            greatest(late.origin, early.origin, late_share.origin, early_share.origin) as origin
        from pairs
        inner join
            out_fiscalizacion__municipality_materia as late
            on pairs.cut = late.cut
            and pairs.round_id = late.round_id
            and late.revision = 'as_published'
        inner join
            out_fiscalizacion__municipality_materia as early
            on pairs.cut = early.cut
            and pairs.previous_round_id = early.round_id
            and late.materia_id = early.materia_id
            and early.revision = 'as_published'
        left join
            shares as late_share
            on late.cut = late_share.cut
            and late.round_id = late_share.round_id
            and late.materia_id = late_share.materia_id
        left join
            shares as early_share
            on early.cut = early_share.cut
            and early.round_id = early_share.round_id
            and early.materia_id = early_share.materia_id
        left join
            totals as late_total
            on late.cut = late_total.cut
            and late.round_id = late_total.round_id
        left join
            totals as early_total
            on early.cut = early_total.cut
            and early.round_id = early_total.round_id
    )

select
    joined.cut,
    comuna.comuna,
    comuna.region_code,
    comuna.region,
    comuna.region_order_north_south,
    joined.round_id,
    joined.year,
    joined.previous_round_id,
    joined.previous_year,
    joined.materia_id,
    materia.name_es as materia_es,
    materia.name_en as materia_en,
    materia.materia_order,
    joined.previous_pct,
    joined.score_pct,
    joined.change_pts,
    (late_share + early_share) / 2 * coalesce(change_pts, 0)
    + (late_share - early_share)
    * (
        (
            coalesce(joined.score_pct, joined.previous_pct)
            + coalesce(joined.previous_pct, joined.score_pct)
        )
        / 2
        - middle_pct
    ) as contribution_pts,
    joined.previous_state,
    joined.score_state,
    same.item_state,
    coalesce(same.item_state = 'same', false) as comparable_with_previous,
    same.reason_es,
    same.reason_en,
    joined.origin
from joined
inner join core_territory__comuna as comuna on joined.cut = comuna.cut
inner join core_catalogue__materia as materia on joined.materia_id = materia.materia_id
left join
    out_fiscalizacion__item_comparability as same
    on joined.previous_round_id = same.from_round_id
    and joined.round_id = same.to_round_id
    and joined.materia_id = same.materia_id
    and same.item_level = 'materia'
