-- How scores are distributed in a round: country, pilots, region by region, rurality by rurality.
-- Groups of fewer than five municipalities keep their n and show no statistic.
with pilots as (
    select distinct cut
    from core_convenios__signing
    where kind = 'pilot'
),

scored as (
    select
        score.*,
        pilots.cut is not null as is_pilot
    from out_fiscalizacion__municipality_round as score
    left join pilots on score.cut = pilots.cut
    where score.origin <> 'published'
),

grouped as (
    select
        *,
        'country' as dimension,
        'all' as member
    from scored
    union all
    select
        *,
        'group' as dimension,
        if(is_pilot, 'mgtm_pilot', 'non_pilot') as member
    from scored
    where exists (select 1 from pilots)
    union all
    select
        *,
        'region' as dimension,
        region_code as member
    from scored
    union all
    select
        *,
        'rurality' as dimension,
        rurality as member
    from scored
    where rurality is not null
),

counted as (
    select
        round_id,
        year,
        revision,
        dimension,
        member,
        origin,
        count(score_pct)::integer as n_municipalities,
        count(*) filter (where score_state = 'missing')::integer as missing_count,
        count(*) filter (where score_state = 'not_applicable')::integer as not_applicable_count,
        avg(score_pct) as mean_pct,
        min(score_pct) as min_pct,
        quantile_cont(score_pct, 0.10) as p10_pct,
        quantile_cont(score_pct, 0.25) as p25_pct,
        quantile_cont(score_pct, 0.50) as median_pct,
        quantile_cont(score_pct, 0.75) as p75_pct,
        quantile_cont(score_pct, 0.90) as p90_pct,
        max(score_pct) as max_pct,
        100.0 * count(*) filter (where score_pct >= 90) / nullif(count(score_pct), 0) as share_ge90_pct,
        100.0 * count(*) filter (where score_pct = 100) / nullif(count(score_pct), 0) as share_at100_pct,
        100.0 * count(*) filter (where score_pct = 0) / nullif(count(score_pct), 0) as share_at0_pct
    from grouped
    group by all
)

select
    round_id,
    year,
    revision,
    dimension,
    member,
    n_municipalities,
    missing_count,
    not_applicable_count,
    if(n_municipalities >= 5, mean_pct, null) as mean_pct,
    if(n_municipalities >= 5, min_pct, null) as min_pct,
    if(n_municipalities >= 5, p10_pct, null) as p10_pct,
    if(n_municipalities >= 5, p25_pct, null) as p25_pct,
    if(n_municipalities >= 5, median_pct, null) as median_pct,
    if(n_municipalities >= 5, p75_pct, null) as p75_pct,
    if(n_municipalities >= 5, p90_pct, null) as p90_pct,
    if(n_municipalities >= 5, max_pct, null) as max_pct,
    if(n_municipalities >= 5, share_ge90_pct, null) as share_ge90_pct,
    if(n_municipalities >= 5, share_at100_pct, null) as share_at100_pct,
    if(n_municipalities >= 5, share_at0_pct, null) as share_at0_pct,
    origin
from counted
