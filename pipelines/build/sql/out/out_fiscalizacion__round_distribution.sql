-- The universes people compare: country, pilots, region by region, rurality by rurality.
with
    named as (
        select
            *,
            (region_code <> 'all')::integer
            + (rurality <> 'all')::integer
            + (group_id <> 'all')::integer as chosen
        from out_fiscalizacion__universe_round
    )

select
    round_id,
    year,
    revision,
    case
        when group_id <> 'all'
        then 'group'
        when region_code <> 'all'
        then 'region'
        when rurality <> 'all'
        then 'rurality'
        else 'country'
    end as dimension,
    case
        when group_id <> 'all'
        then group_id
        when region_code <> 'all'
        then region_code
        else rurality
    end as member,
    n_municipalities,
    missing_count,
    not_applicable_count,
    mean_pct,
    min_pct,
    p10_pct,
    p25_pct,
    median_pct,
    p75_pct,
    p90_pct,
    max_pct,
    share_ge90_pct,
    share_at100_pct,
    share_at0_pct
from named
where chosen <= 1
