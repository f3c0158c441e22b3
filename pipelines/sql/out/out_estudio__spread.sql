-- How unequal scores are in each round (sigma, Gini, P90/P10) and whether those behind catch up:
-- beta is the slope of the change on the score before. Part of any beta is regression to the mean.
-- For the country and for each group.
with kinds as (select unnest(['all', 'mgtm_pilot', 'non_pilot']) as member),

scores as (
    select
        standing.*,
        kinds.member,
        row_number() over (partition by kinds.member, standing.round_id order by standing.score_pct, standing.cut) as place,
        count(*) over (partition by kinds.member, standing.round_id) as n
    from out_fiscalizacion__municipality_standing as standing
    inner join kinds on kinds.member in ('all', standing.group_id)
    where standing.revision = 'as_published' and standing.score_pct is not null
),

rounds as (
    select
        member,
        round_id,
        year,
        count(*)::integer as n_municipalities,
        avg(score_pct) as mean_pct,
        stddev_pop(score_pct) as sigma_pts,
        quantile_cont(score_pct, 0.10) as p10_pct,
        quantile_cont(score_pct, 0.90) as p90_pct,
        sum((2 * place - n - 1) * score_pct) / nullif(n * sum(score_pct), 0) as gini,
        max(origin) as origin
    from scores
    group by member, round_id, year, n
    having count(*) >= 5
),

catching_up as (
    select
        kinds.member,
        change.round_id,
        any_value(change.previous_round_id) as previous_round_id,
        regr_slope(change.change_pts, change.previous_pct) as beta,
        bool_and(change.comparable_with_previous) as comparable_with_previous
    from out_fiscalizacion__municipality_change as change
    inner join kinds on kinds.member in ('all', change.group_id)
    group by kinds.member, change.round_id
    having count(distinct change.previous_round_id) = 1 and count(*) >= 5
)

select
    rounds.member as group_id,
    rounds.round_id,
    rounds.year,
    rounds.n_municipalities,
    rounds.mean_pct,
    rounds.sigma_pts,
    rounds.p10_pct,
    rounds.p90_pct,
    rounds.p90_pct / nullif(rounds.p10_pct, 0) as p90_p10,
    rounds.gini,
    catching_up.previous_round_id,
    catching_up.beta,
    catching_up.comparable_with_previous,
    rounds.origin
from rounds
left join catching_up on rounds.member = catching_up.member and rounds.round_id = catching_up.round_id
