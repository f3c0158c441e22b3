-- How scores are distributed in a round for every universe a reader can ask for: region, rurality
-- and group, each chosen or 'all', in any combination. Universes of fewer municipalities
-- keep their n and show no statistic.
with
    counted as (
        select
            round_id,
            year,
            revision,
            member.group_id,
            if(grouping(region_code) = 1, 'all', region_code) as region_code,
            if(grouping(rurality) = 1, 'all', rurality) as rurality,
            count(score_pct)::integer as n_municipalities,
            count(*) filter (where is_revised)::integer as revised_count,
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
            100.0
            * count(*) filter (where score_pct >= 90)
            / nullif(count(score_pct), 0) as share_ge90_pct,
            100.0
            * count(*) filter (where score_pct = 100)
            / nullif(count(score_pct), 0) as share_at100_pct,
            100.0
            * count(*) filter (where score_pct = 0)
            / nullif(count(score_pct), 0) as share_at0_pct
        from out_fiscalizacion__municipality_standing as standing
        inner join out_convenios__group_member as member on standing.cut = member.cut
        group by round_id, year, revision, member.group_id, cube (region_code, rurality)
    )

select
    round_id,
    year,
    revision,
    region_code,
    rurality,
    group_id,
    n_municipalities,
    revised_count,
    missing_count,
    not_applicable_count,
    if(n_municipalities >= minimum_group(), mean_pct, null) as mean_pct,
    if(n_municipalities >= minimum_group(), min_pct, null) as min_pct,
    if(n_municipalities >= minimum_group(), p10_pct, null) as p10_pct,
    if(n_municipalities >= minimum_group(), p25_pct, null) as p25_pct,
    if(n_municipalities >= minimum_group(), median_pct, null) as median_pct,
    if(n_municipalities >= minimum_group(), p75_pct, null) as p75_pct,
    if(n_municipalities >= minimum_group(), p90_pct, null) as p90_pct,
    if(n_municipalities >= minimum_group(), max_pct, null) as max_pct,
    if(n_municipalities >= minimum_group(), share_ge90_pct, null) as share_ge90_pct,
    if(n_municipalities >= minimum_group(), share_at100_pct, null) as share_at100_pct,
    if(n_municipalities >= minimum_group(), share_at0_pct, null) as share_at0_pct
from counted
where region_code is not null and rurality is not null
