-- Those who rose and those who fell since their previous round: their mean change, and its parts.
-- Common: the mean change of all. Regression: the slope of the change on the starting score times
-- how far they started from the mean: the most that regression to the mean could be, were the
-- whole slope chance of one round and nobody truly catching up or falling behind.
-- Own: the rest. A description of the pair of rounds, not an effect.
with
    measured as (
        select
            *,
            avg(change_pts) over per_pair as common_pts,
            regr_slope(change_pts, previous_pct) over per_pair
            * (previous_pct - avg(previous_pct) over per_pair) as regression_pts
        from out_fiscalizacion__municipality_change
        window per_pair as (partition by round_id, previous_round_id)
    ),

    grouped as (
        select
            round_id,
            year,
            previous_round_id,
            case
                when change_pts > 0 then 'rose' when change_pts < 0 then 'fell' else 'same'
            end as direction,
            count(*) as n,
            avg(change_pts) as change_pts,
            any_value(common_pts) as common_pts,
            avg(regression_pts) as regression_pts,
            bool_and(comparable_with_previous) as comparable_with_previous,
            max(origin) as origin
        from measured
        group by all
    )

select
    round_id,
    year,
    previous_round_id,
    direction,
    n::integer as n_municipalities,
    if(n >= minimum_group(), change_pts, null) as change_pts,
    if(n >= minimum_group(), common_pts, null) as common_pts,
    if(n >= minimum_group(), regression_pts, null) as regression_pts,
    if(n >= minimum_group(), change_pts - common_pts - regression_pts, null) as own_pts,
    if(
        n >= minimum_group() and change_pts <> 0 and regression_pts / change_pts between 0 and 1,
        100.0 * regression_pts / change_pts,
        null
    ) as regression_share_pct,
    comparable_with_previous,
    origin
from grouped
