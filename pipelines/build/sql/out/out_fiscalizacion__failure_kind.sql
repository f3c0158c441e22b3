-- How many low cells of a round are systemic, local, both or isolated.
with
    kinds as (select unnest(['systemic', 'both', 'local', 'isolated']) as failure_kind),

    rounds as (
        select
            round_id,
            count(*) filter (where is_low) as low_cells,
            count(score_pct) as cells,
            count(distinct cut) as municipalities
        from out_fiscalizacion__materia_cell
        group by round_id
    )

select
    rounds.round_id,
    kinds.failure_kind,
    count(cell.cut)::integer as cells_count,
    count(distinct cell.materia_id)::integer as materias_count,
    count(distinct cell.cut)::integer as n_municipalities,
    rounds.low_cells::integer as low_cells_count,
    rounds.cells::integer as all_cells_count,
    if(
        rounds.municipalities >= minimum_group(),
        100.0 * count(cell.cut) / nullif(rounds.low_cells, 0),
        null
    ) as share_pct
from rounds
cross join kinds
left join
    out_fiscalizacion__materia_cell as cell
    on rounds.round_id = cell.round_id
    and kinds.failure_kind = cell.failure_kind
group by rounds.round_id, kinds.failure_kind, rounds.low_cells, rounds.cells, rounds.municipalities
