-- The change of each municipality on the items that two rounds have in common alone. The weights
-- are held still: of each item the mean of its shares in both rounds, among the common items that
-- the municipality has a score for in both; a plain mean where a weight is not known. The grade
-- says what the items are known to be: the same, or the same by name only.
with
    paired as (
        select
            late.cut,
            common.from_round_id,
            common.to_round_id,
            common.materia_id,
            common.item_criterion,
            common.item_state,
            early.score_pct as early_pct,
            late.score_pct as late_pct,
            early.weight / nullif(sum(early.weight) over pair, 0) as early_share,
            late.weight / nullif(sum(late.weight) over pair, 0) as late_share,
            count(early.weight) over pair = count(*) over pair
            and count(late.weight) over pair = count(*) over pair
            and sum(early.weight) over pair > 0
            and sum(late.weight) over pair > 0 as has_weights,
            greatest(early.origin, late.origin) as origin
        from out_fiscalizacion__item_comparability as common
        inner join
            core_fiscalizacion__item_weight as early
            on common.from_round_id = early.round_id
            and common.materia_id = early.materia_id
            and common.item_criterion = early.criterion
            and early.revision = 'as_published'
        inner join
            core_fiscalizacion__item_weight as late
            on early.cut = late.cut
            and common.to_round_id = late.round_id
            and common.materia_id = late.materia_id
            and common.item_criterion = late.criterion
            and late.revision = 'as_published'
        where common.item_level = 'item' and common.is_common
        window pair as (partition by late.cut, common.from_round_id, common.to_round_id)
    ),

    shared as (
        select *, if(has_weights, (early_share + late_share) / 2, 1.0 / count(*) over pair) as share
        from paired
        window pair as (partition by cut, from_round_id, to_round_id)
    )

select
    shared.cut,
    comuna.comuna,
    comuna.region_code,
    shared.from_round_id,
    shared.to_round_id,
    count(*)::integer as item_count,
    if(bool_and(shared.item_state = 'same'), 'same', 'by_name') as item_grade,
    if(bool_and(shared.has_weights), 'weighted', 'unweighted') as weighting,
    round(sum(shared.share * shared.early_pct), 6) as common_before_pct,
    round(sum(shared.share * shared.late_pct), 6) as common_after_pct,
    round(sum(shared.share * (shared.late_pct - shared.early_pct)), 6) as common_change_pts,
    max(shared.origin) as origin
from shared
inner join core_territory__comuna as comuna on shared.cut = comuna.cut
group by shared.cut, comuna.comuna, comuna.region_code, shared.from_round_id, shared.to_round_id
