-- How unequal scores are in each round (sigma, Gini, P90/P10) and whether those behind catch up:
-- by how much sigma changed among those in both rounds, with an interval, and beta, the slope of
-- the change on the score before (part of any beta is regression to the mean). The interval is
-- that of the influence function of a standard deviation, ((x - mean)² - sigma²) / 2 sigma, paired
-- by municipality, as if they were a sample. For the country and for each group.
with
    scores as (
        select
            standing.*,
            own.group_id as member,
            row_number() over (
                partition by own.group_id, standing.round_id
                order by standing.score_pct, standing.cut
            ) as place,
            count(*) over (partition by own.group_id, standing.round_id) as n
        from out_fiscalizacion__municipality_standing as standing
        inner join out_convenios__group_member as own on standing.cut = own.cut
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
            sum((2 * place - n - 1) * score_pct) / nullif(n * sum(score_pct), 0) as gini
        from scores
        group by member, round_id, year, n
        having count(*) >= minimum_group()
    ),

    catching_up as (
        select
            own.group_id as member,
            change.round_id,
            any_value(change.previous_round_id) as previous_round_id,
            regr_slope(change.change_pts, change.previous_pct) as beta,
            bool_and(change.comparable_with_previous) as comparable_with_previous
        from out_fiscalizacion__municipality_change as change
        inner join out_convenios__group_member as own on change.cut = own.cut
        group by own.group_id, change.round_id
        having count(distinct change.previous_round_id) = 1 and count(*) >= minimum_group()
    ),

    paired as (
        select
            own.group_id as member,
            change.round_id,
            change.score_pct as late,
            change.previous_pct as early,
            avg(change.score_pct) over pair as late_mean,
            avg(change.previous_pct) over pair as early_mean,
            stddev_pop(change.score_pct) over pair as late_sigma,
            stddev_pop(change.previous_pct) over pair as early_sigma
        from out_fiscalizacion__municipality_change as change
        inner join out_convenios__group_member as own on change.cut = own.cut
        window pair as (partition by own.group_id, change.round_id)
    ),

    sigma_change as (
        select
            member,
            round_id,
            count(*) - 1 as freedom,
            any_value(late_sigma) - any_value(early_sigma) as sigma_change_pts,
            stddev_samp(
                ((late - late_mean) ^ 2 - late_sigma ^ 2) / nullif(2 * late_sigma, 0)
                - ((early - early_mean) ^ 2 - early_sigma ^ 2) / nullif(2 * early_sigma, 0)
            )
            / sqrt(count(*)) as std_error_pts
        from paired
        group by member, round_id
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
    if(catching_up.beta is null, null, sigma_change.sigma_change_pts) as sigma_change_pts,
    -- Student's t at 97.5 %, as Cornish and Fisher expand it: within 0.001 from five members up.
    if(
        catching_up.beta is null,
        null,
        sigma_change.std_error_pts * (
            1.959964
            + 2.372271 / freedom
            + 2.822504 / freedom ^ 2
            + 2.555852 / freedom ^ 3
            + 1.589534 / freedom ^ 4
        )
    ) as sigma_margin_pts,
    catching_up.comparable_with_previous
from rounds
left join
    catching_up on rounds.member = catching_up.member and rounds.round_id = catching_up.round_id
left join
    sigma_change on rounds.member = sigma_change.member and rounds.round_id = sigma_change.round_id
