-- Change of each municipality since its previous round, beside the one typical of its starting
-- score (regression of the change on the score before, by pair of rounds). The line mixes
-- regression to the mean with true catching up: a description, not an effect.
with
    ordered as (
        select
            score.*,
            lag(score.round_id) over per_municipality as previous_round_id,
            lag(score.year) over per_municipality as previous_year,
            lag(score.score_pct) over per_municipality as previous_pct
        from out_fiscalizacion__municipality_standing as score
        where score.revision = 'as_published' and score.score_pct is not null
        window per_municipality as (partition by score.cut order by score.year)
    ),

    changed as (
        select *, score_pct - previous_pct as change_pts from ordered where previous_pct is not null
    ),

    lines as (
        select
            round_id,
            previous_round_id,
            if(count(*) >= minimum_group(), regr_slope(change_pts, previous_pct), null) as slope,
            regr_intercept(change_pts, previous_pct) as intercept
        from changed
        group by round_id, previous_round_id
    )

select
    changed.cut,
    changed.comuna,
    changed.region_code,
    changed.region,
    changed.region_order_north_south,
    changed.rurality,
    changed.group_id,
    changed.group_origin,
    changed.round_id,
    changed.year,
    changed.previous_round_id,
    changed.previous_pct,
    changed.score_pct,
    changed.change_pts,
    lines.intercept + lines.slope * changed.previous_pct as expected_change_pts,
    changed.change_pts
    - (lines.intercept + lines.slope * changed.previous_pct) as beyond_expected_pts,
    not exists (
        select 1
        from core_fiscalizacion__method_break as method_break
        where
            method_break.year_position > changed.previous_year
            and method_break.year_position <= changed.year
    ) as comparable_with_previous,
    changed.origin
from changed
inner join
    lines
    on changed.round_id = lines.round_id
    and changed.previous_round_id = lines.previous_round_id
