-- Every municipality × materia of a round, with what a low cell looks like: systemic when the
-- materia is weak across the country, local when the municipality is weak across its materias,
-- both, or isolated when neither is. Weak: ten points or more below the mean of all the cells.
with
    cells as (
        select
            cell.* exclude (revision),
            avg(cell.score_pct) over (
                partition by cell.round_id, cell.cut
            ) as municipality_mean_pct,
            avg(cell.score_pct) over (partition by cell.round_id) as round_mean,
            coalesce(cell.score_pct < band.high_bound, false) as is_low
        from out_fiscalizacion__municipality_materia as cell
        cross join core_catalogue__band as band
        where cell.revision = 'as_published' and band.band_kind = 'score' and band.low_bound = 0
    ),

    judged as (
        select
            cells.*,
            materia.mean_pct as materia_mean_pct,
            materia.mean_order as materia_mean_order,
            coalesce(materia.is_weak, false) as is_materia_weak,
            coalesce(
                cells.municipality_mean_pct <= cells.round_mean - 10, false
            ) as is_municipality_weak,
            dense_rank() over (
                partition by cells.round_id
                order by cells.municipality_mean_pct nulls last, cells.cut
            ) as municipality_order,
            count(*) filter (where cells.is_low) over (
                partition by cells.round_id, cells.cut
            )::integer as municipality_low_count
        from cells
        inner join
            out_fiscalizacion__materia_round as materia
            on cells.round_id = materia.round_id
            and cells.materia_id = materia.materia_id
    )

select
    cut,
    comuna,
    region_code,
    region,
    region_order_north_south,
    round_id,
    materia_id,
    materia_es,
    materia_en,
    score_pct,
    weighting,
    score_state,
    materia_mean_pct,
    materia_mean_order,
    municipality_mean_pct,
    municipality_order::integer as municipality_order,
    municipality_low_count,
    is_low,
    case
        when not is_low
        then null
        when is_materia_weak and is_municipality_weak
        then 'both'
        when is_materia_weak
        then 'systemic'
        when is_municipality_weak
        then 'local'
        else 'isolated'
    end as failure_kind,
    origin
from judged
