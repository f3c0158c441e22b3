-- The items of each round that was delivered with detail: their weight, as stored (the newest
-- version), and how many municipalities met them. `weight` is empty where no weight was delivered.
with
    latest_weight as (
        select method_id, materia_id, criterion, weight, status
        from core_fiscalizacion__weight
        qualify dense_rank() over (partition by method_id order by natural_order(version) desc) = 1
    ),

    weight_by_materia as (
        select method_id, materia_id, sum(weight) as weight, min(status) as status
        from latest_weight
        group by method_id, materia_id
    ),

    counted as (
        select
            round_id,
            materia_id,
            criterion,
            count(score_pct)::integer as scored_count,
            count(*) filter (where score_pct = 100)::integer as full_marks_count,
            count(*) filter (where score_state = 'missing')::integer as missing_count,
            count(*) filter (where score_state = 'not_applicable')::integer as not_applicable_count,
            max(origin) as origin
        from core_fiscalizacion__item_result
        where revision = 'as_published'
        group by round_id, materia_id, criterion
    )

select
    counted.round_id,
    round.year,
    counted.materia_id,
    materia.name_es as materia_es,
    materia.name_en as materia_en,
    materia.materia_order,
    counted.criterion,
    coalesce(exact.weight, if(counted.criterion = 'overall', whole.weight, null)) as weight,
    coalesce(exact.status, if(counted.criterion = 'overall', whole.status, null)) as weight_status,
    counted.scored_count,
    if(
        counted.scored_count >= minimum_group(),
        100.0 * counted.full_marks_count / counted.scored_count,
        null
    ) as full_marks_pct,
    counted.missing_count,
    counted.not_applicable_count,
    counted.origin
from counted
inner join core_fiscalizacion__round as round on counted.round_id = round.round_id
inner join core_catalogue__materia as materia on counted.materia_id = materia.materia_id
left join
    latest_weight as exact
    on round.method_id = exact.method_id
    and counted.materia_id = exact.materia_id
    and counted.criterion = exact.criterion
left join
    weight_by_materia as whole
    on round.method_id = whole.method_id
    and counted.materia_id = whole.materia_id
