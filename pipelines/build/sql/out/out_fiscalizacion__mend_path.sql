-- The path of each municipality to each target, step by step. Which items is settled by the step
-- of the build (least total effort); here they are put in order, most points first, and the score
-- after each step is counted.
with
    ordered as (
        select
            choice.target_pct,
            choice.score_now_pct,
            gain.*,
            row_number() over (
                partition by choice.cut, choice.round_id, choice.target_pct
                order by gain.gain_pts desc, gain.materia_id, gain.criterion
            ) as step
        from out_fiscalizacion__path_choice as choice
        inner join
            out_fiscalizacion__item_gain as gain
            on choice.cut = gain.cut
            and choice.round_id = gain.round_id
            and choice.materia_id = gain.materia_id
            and choice.criterion = gain.criterion
    )

select
    ordered.cut,
    ordered.comuna,
    ordered.region_code,
    ordered.round_id,
    round.year,
    ordered.target_pct,
    ordered.step::integer as step,
    ordered.materia_id,
    ordered.materia_es,
    ordered.materia_en,
    ordered.criterion,
    ordered.score_pct,
    ordered.gain_pts,
    ordered.score_now_pct,
    round(
        least(100, ordered.score_now_pct + sum(ordered.gain_pts) over so_far), 2
    ) as score_after_pct,
    ordered.success_basis,
    ordered.success_n,
    ordered.success_pct,
    ordered.effort,
    ordered.weight_version,
    ordered.weight_status,
    ordered.origin
from ordered
inner join core_fiscalizacion__round as round on ordered.round_id = round.round_id
window
    so_far as (
        partition by ordered.cut, ordered.round_id, ordered.target_pct
        order by ordered.step
        rows between unbounded preceding and current row
    )
