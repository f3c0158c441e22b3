-- Whether each materia, and each item where both rounds came with detail, is the same in two
-- rounds. Between rounds of one method it is; from one method to the next the catalogue says so,
-- or it is not known; over several steps the worst of them holds. What is in the files of one
-- round alone is new or dropped; what one round scores whole and the other by criteria is split.
-- Common: in both rounds, and the same or not known to be otherwise.
with
    rounds as (
        select
            round_id,
            year,
            method_id,
            lag(method_id) over (order by year) as previous_method_id,
            row_number() over (order by year) as place
        from core_fiscalizacion__round
        where existence = 'documented'
    ),

    kinds as (
        select materia.materia_id, kind.criterion
        from core_catalogue__materia as materia
        cross join
            (values ('all'), ('overall'), ('availability'), ('currency'), ('completeness')) as kind(
                criterion
            )
    ),

    -- From each round to the next: the most exact row of the catalogue for the item.
    steps as (
        select
            rounds.place,
            kinds.materia_id,
            kinds.criterion,
            if(
                rounds.method_id = rounds.previous_method_id,
                'same',
                coalesce(known.state, 'not_known')
            ) as state,
            if(
                rounds.method_id = rounds.previous_method_id,
                'same_method',
                if(known.state is null, 'none', 'catalogue')
            ) as basis,
            known.reason_es,
            known.reason_en,
            known.source_id
        from rounds
        cross join kinds
        left join
            core_catalogue__item_change as known
            on rounds.previous_method_id = known.from_method_id
            and rounds.method_id = known.to_method_id
            and known.materia_id in ('all', kinds.materia_id)
            and known.criterion in ('all', kinds.criterion)
        where rounds.place > 1
        qualify
            row_number() over (
                partition by rounds.place, kinds.materia_id, kinds.criterion
                order by (known.materia_id = 'all')::integer + (known.criterion = 'all')::integer
            )
            = 1
    ),

    chained as (
        select
            early.round_id as from_round_id,
            late.round_id as to_round_id,
            steps.materia_id,
            steps.criterion,
            case
                max(case steps.state when 'changed' then 3 when 'not_known' then 2 else 1 end)
                when 3
                then 'changed'
                when 2
                then 'not_known'
                else 'same'
            end as state,
            arg_max(
                steps.basis,
                case steps.state when 'changed' then 3 when 'not_known' then 2 else 1 end * 100
                + steps.place
            ) as basis,
            arg_max(
                steps.reason_es,
                case steps.state when 'changed' then 3 when 'not_known' then 2 else 1 end * 100
                + steps.place
            ) as reason_es,
            arg_max(
                steps.reason_en,
                case steps.state when 'changed' then 3 when 'not_known' then 2 else 1 end * 100
                + steps.place
            ) as reason_en,
            arg_max(
                steps.source_id,
                case steps.state when 'changed' then 3 when 'not_known' then 2 else 1 end * 100
                + steps.place
            ) as source_id
        from rounds as early
        inner join rounds as late on early.place < late.place
        inner join steps on early.place < steps.place and late.place >= steps.place
        group by early.round_id, late.round_id, steps.materia_id, steps.criterion
    ),

    items as (
        select round_id, materia_id, criterion, max(origin) as origin
        from core_fiscalizacion__item_result
        where revision = 'as_published'
        group by round_id, materia_id, criterion
    ),

    materias as (
        select
            round_id,
            materia_id,
            'all' as criterion,
            bool_and(criterion = 'overall') as is_whole,
            bool_or(criterion = 'overall') as has_whole,
            max(origin) as origin
        from items
        group by round_id, materia_id
    ),

    delivered as (
        select round_id, materia_id, criterion, origin
        from items
        union all
        select round_id, materia_id, criterion, origin
        from materias
    ),

    found as (
        select
            chained.*,
            chained.criterion = 'all' as is_materia,
            early.origin is not null as is_in_from,
            late.origin is not null as is_in_to,
            early_round.round_id is not null and late_round.round_id is not null as is_delivered,
            coalesce(early_materia.is_whole <> late_materia.is_whole, false) as is_split,
            coalesce(
                greatest(early.origin, late.origin), early.origin, late.origin
            ) as delivered_origin
        from chained
        left join
            delivered as early
            on chained.from_round_id = early.round_id
            and chained.materia_id = early.materia_id
            and chained.criterion = early.criterion
        left join
            delivered as late
            on chained.to_round_id = late.round_id
            and chained.materia_id = late.materia_id
            and chained.criterion = late.criterion
        left join
            (select distinct round_id from items) as early_round
            on chained.from_round_id = early_round.round_id
        left join
            (select distinct round_id from items) as late_round
            on chained.to_round_id = late_round.round_id
        left join
            materias as early_materia
            on chained.from_round_id = early_materia.round_id
            and chained.materia_id = early_materia.materia_id
        left join
            materias as late_materia
            on chained.to_round_id = late_materia.round_id
            and chained.materia_id = late_materia.materia_id
    ),

    judged as (
        select
            * exclude (state, basis),
            case
                when is_delivered and not is_materia and is_split
                then 'split'
                when is_delivered and is_in_to and not is_in_from
                then 'new'
                when is_delivered and is_in_from and not is_in_to
                then 'dropped'
                else state
            end as state,
            if(
                is_delivered and ((not is_materia and is_split) or is_in_from <> is_in_to),
                'delivered',
                basis
            ) as basis
        from found
        where is_materia or (is_delivered and (is_in_from or is_in_to))
    )

select
    judged.from_round_id,
    judged.to_round_id,
    early.year as from_year,
    late.year as to_year,
    if(judged.is_materia, 'materia', 'item') as item_level,
    judged.materia_id,
    materia.name_es as materia_es,
    materia.name_en as materia_en,
    materia.materia_order,
    judged.criterion as item_criterion,
    judged.state as item_state,
    judged.basis as state_basis,
    if(judged.basis = 'catalogue', judged.reason_es, null) as reason_es,
    if(judged.basis = 'catalogue', judged.reason_en, null) as reason_en,
    if(judged.basis = 'catalogue', judged.source_id, null) as source_id,
    judged.is_in_from and judged.is_in_to and judged.state in ('same', 'not_known') as is_common,
    coalesce(if(judged.is_delivered, judged.delivered_origin, null), 'computed'::origin) as origin
from judged
inner join core_fiscalizacion__round as early on judged.from_round_id = early.round_id
inner join core_fiscalizacion__round as late on judged.to_round_id = late.round_id
inner join core_catalogue__materia as materia on judged.materia_id = materia.materia_id
