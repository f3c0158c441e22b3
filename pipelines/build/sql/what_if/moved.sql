-- Every municipality of a round before and after a scenario. The choices arrive as bound
-- parameters, once, in `choice`: round, ids and factors of the weights, items taken as solved,
-- who solves them (country, R13, 13101), the fewest members of a group with a mean, and the weights
-- of materias that take the place of the stored ones (none: those stay), with their origin, and the
-- levels of origin from the best to the worst: a score has the worst of its items, of their weights
-- and of the total it is held against, as a place in them (older builds hold words). Within
-- a materia its criteria keep the shares they are stored with. The baseline is that of
-- out_fiscalizacion__total_check: items that are missing or do not apply leave their weight out,
-- before and after. The newest version of the weights is the one people count last: what
-- `natural_order` says, which older builds lack.
with
    choice as (
        select
            ?::varchar as round_id,
            ?::varchar[] as factor_ids,
            ?::double[] as factors,
            ?::varchar[] as solved_ids,
            ?::varchar as scope,
            ?::integer as minimum_group,
            ?::varchar[] as other_ids,
            ?::double[] as other_weights,
            ?::varchar as other_origin,
            ?::varchar[] as levels
    ),

    latest_weight as (
        select method_id, materia_id, criterion, weight, origin
        from core_fiscalizacion__weight
        qualify
            dense_rank() over (
                partition by method_id
                order by
                    regexp_replace(
                        regexp_replace(version, '([0-9]+)', '000000000000\1', 'g'),
                        '0*([0-9]{12})',
                        '\1',
                        'g'
                    ) desc
            )
            = 1
    ),

    weighed as (
        select
            latest_weight.*,
            case
                when len(choice.other_ids) = 0
                then latest_weight.weight
                else
                    coalesce(
                        choice.other_weights[
                            list_position(choice.other_ids, latest_weight.materia_id)
                        ],
                        0
                    )
                    * latest_weight.weight
                    / nullif(
                        sum(latest_weight.weight) over (
                            partition by latest_weight.method_id, latest_weight.materia_id
                        ),
                        0
                    )
            end as other_weight
        from latest_weight
        cross join choice
    ),

    factored as (
        select
            weighed.method_id,
            weighed.materia_id,
            weighed.criterion,
            weighed.weight,
            list_position(choice.levels, weighed.origin::varchar) as level,
            coalesce(weighed.other_weight, 0)
            * coalesce(choice.factors[list_position(choice.factor_ids, weighed.materia_id)], 1)
            * coalesce(
                choice.factors[list_position(choice.factor_ids, weighed.criterion)], 1
            ) as new_weight
        from weighed
        cross join choice
    ),

    by_materia as (
        select
            method_id,
            materia_id,
            sum(weight) as weight,
            sum(new_weight) as new_weight,
            max(level) as level
        from factored
        group by method_id, materia_id
    ),

    items as (
        select
            item.cut,
            item.score_pct,
            if(
                (
                    choice.scope = 'country'
                    or choice.scope = 'R' || comuna.region_code
                    or choice.scope = item.cut
                )
                and (
                    list_contains(choice.solved_ids, item.materia_id)
                    or list_contains(choice.solved_ids, item.materia_id || '.' || item.criterion)
                ),
                100,
                item.score_pct
            ) as new_score_pct,
            coalesce(exact.weight, if(item.criterion = 'overall', whole.weight, null)) as weight,
            coalesce(
                exact.new_weight, if(item.criterion = 'overall', whole.new_weight, null)
            ) as new_weight,
            greatest(
                list_position(choice.levels, item.origin::varchar),
                coalesce(exact.level, whole.level)
            ) as level
        from core_fiscalizacion__item_result as item
        inner join choice on item.round_id = choice.round_id
        inner join core_territory__comuna as comuna on item.cut = comuna.cut
        inner join core_fiscalizacion__round as round on item.round_id = round.round_id
        left join
            factored as exact
            on round.method_id = exact.method_id
            and item.materia_id = exact.materia_id
            and item.criterion = exact.criterion
        left join
            by_materia as whole
            on round.method_id = whole.method_id
            and item.materia_id = whole.materia_id
        where item.revision = 'as_published' and item.score_pct is not null
    ),

    scored as (
        select
            cut,
            round(sum(score_pct * weight) / sum(weight), 9) as before_pct,
            if(
                sum(new_weight) > 0,
                round(sum(new_score_pct * new_weight) / sum(new_weight), 9),
                null
            ) as after_pct,
            count(*)::integer as items_count,
            max(level) as level
        from items
        group by cut
        having sum(weight) > 0 and count(*) = count(weight)
    ),

    moved as (
        select
            scored.cut,
            comuna.comuna,
            comuna.region_code,
            comuna.region,
            comuna.region_order_north_south,
            total.score_pct as delivered_pct,
            scored.before_pct,
            scored.after_pct,
            scored.after_pct - scored.before_pct as change_pts,
            scored.items_count,
            greatest(
                scored.level,
                list_position(choice.levels, choice.other_origin),
                list_position(choice.levels, total.origin::varchar)
            ) as level
        from scored
        inner join core_territory__comuna as comuna on scored.cut = comuna.cut
        cross join choice
        left join
            out_fiscalizacion__municipality_round as total
            on scored.cut = total.cut
            and total.round_id = choice.round_id
            and total.revision = 'as_published'
    ),

    placed as (
        select *, 'country' as dimension, 'country' as member, 'Chile' as name, 0 as member_order
        from moved
        union all
        select
            *,
            'region' as dimension,
            'R' || region_code as member,
            region as name,
            region_order_north_south as member_order
        from moved
    )
