-- How each materia did in a round across the country, from the weakest up. Weak: at least ten
-- points below the mean of all the cells of the round. Low: in the lowest band of score.
with
    cells as (
        select
            cell.round_id,
            cell.materia_id,
            cell.materia_es,
            cell.materia_en,
            cell.score_pct,
            cell.weighting,
            cell.score_state,
            cell.origin,
            coalesce(cell.score_pct < band.high_bound, false) as is_low,
            avg(cell.score_pct) over (partition by cell.round_id) as round_mean
        from out_fiscalizacion__municipality_materia as cell
        cross join core_catalogue__band as band
        where cell.revision = 'as_published' and band.band_kind = 'score' and band.low_bound = 0
    ),

    counted as (
        select
            round_id,
            materia_id,
            materia_es,
            materia_en,
            count(score_pct)::integer as n_municipalities,
            avg(score_pct) as mean_value,
            if(count(distinct weighting) > 1, 'mixed', max(weighting)) as weighting,
            count(*) filter (where is_low)::integer as low_count,
            count(*) filter (where score_state = 'missing')::integer as missing_count,
            count(*) filter (where score_state = 'not_applicable')::integer as not_applicable_count,
            any_value(round_mean) as round_mean,
            max(origin) as origin
        from cells
        group by round_id, materia_id, materia_es, materia_en
    ),

    ranked as (
        select
            round_id,
            materia_id,
            row_number() over (
                partition by round_id, region_code order by mean_pct, materia_order
            ) as place
        from out_fiscalizacion__region_materia
        where revision = 'as_published' and mean_pct is not null
    ),

    regions as (
        select
            round_id,
            materia_id,
            count(*) filter (where place = 1)::integer as lowest_region_count,
            (sum(count(*) filter (where place = 1)) over (partition by round_id))::integer
            as region_count
        from ranked
        group by round_id, materia_id
    )

select
    counted.round_id,
    counted.materia_id,
    counted.materia_es,
    counted.materia_en,
    counted.n_municipalities,
    if(n_municipalities >= minimum_group(), mean_value, null) as mean_pct,
    counted.weighting,
    (
        row_number() over (
            partition by counted.round_id order by mean_value nulls last, counted.materia_id
        )
    )::integer as mean_order,
    if(n_municipalities >= minimum_group(), mean_value <= round_mean - 10, null) as is_weak,
    low_count,
    if(n_municipalities >= minimum_group(), 100.0 * low_count / n_municipalities, null) as low_pct,
    missing_count,
    not_applicable_count,
    coalesce(regions.lowest_region_count, 0) as lowest_region_count,
    coalesce(regions.region_count, 0) as region_count,
    counted.origin
from counted
left join regions on counted.round_id = regions.round_id and counted.materia_id = regions.materia_id
