-- Mean of each materia by region. Fewer than the minimum group with a score show no mean.
with
    counted as (
        select
            round_id,
            revision,
            materia_id,
            materia_es,
            materia_en,
            materia_order,
            region_code,
            region,
            region_order_north_south,
            count(score_pct)::integer as n_municipalities,
            count(*) filter (where score_state = 'missing')::integer as missing_count,
            count(*) filter (where score_state = 'not_applicable')::integer as not_applicable_count,
            if(count(distinct weighting) > 1, 'mixed', max(weighting)) as weighting,
            avg(score_pct) as mean_pct
        from out_fiscalizacion__municipality_materia
        group by all
    )

select
    * exclude (weighting, mean_pct),
    if(n_municipalities >= minimum_group(), mean_pct, null) as mean_pct,
    weighting,
    case
        when n_municipalities >= minimum_group()
        then 'value'
        when n_municipalities > 0
        then 'few'
        when not_applicable_count > 0 and missing_count = 0
        then 'not_applicable'
        else 'missing'
    end as score_state
from counted
