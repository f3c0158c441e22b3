-- Every item with a score beside its weight: the latest version of the weights of the method of
-- the round. An item scored as a whole takes the weights of all its criteria.
with
    latest as (
        select *
        from core_fiscalizacion__weight
        qualify dense_rank() over (partition by method_id order by natural_order(version) desc) = 1
    ),

    whole as (
        select
            method_id,
            materia_id,
            sum(weight) as weight,
            max(version) as version,
            min(status) as status,
            max(origin) as origin
        from latest
        group by method_id, materia_id
    )

select
    item.cut,
    item.round_id,
    item.revision,
    item.materia_id,
    item.criterion,
    item.score_pct,
    coalesce(exact.weight, whole.weight) as weight,
    coalesce(exact.version, whole.version) as weight_version,
    coalesce(exact.status, whole.status) as weight_status,
    greatest(item.origin, coalesce(exact.origin, whole.origin)) as origin
from core_fiscalizacion__item_result as item
inner join core_fiscalizacion__round as round on item.round_id = round.round_id
left join
    latest as exact
    on round.method_id = exact.method_id
    and item.materia_id = exact.materia_id
    and item.criterion = exact.criterion
left join
    whole
    on item.criterion = 'overall'
    and exact.weight is null
    and round.method_id = whole.method_id
    and item.materia_id = whole.materia_id
where item.score_pct is not null
