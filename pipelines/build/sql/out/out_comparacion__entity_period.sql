-- One figure of one metric for one entity in one round or year: what can be set side by side.
-- A figure that a source prints goes before one computed from deliveries, with the n printed or
-- none, and its changes with the range that the digits printed allow. Groups under the minimum
-- keep their n and show no value. A change is never between a simulated figure and one that is
-- not.
with
    region_size as (
        select region_code, count(*)::integer as municipalities
        from core_territory__comuna
        where has_municipality
        group by region_code
    ),

    figures as (
        select
            'ta_score' as metric_id,
            '' as part_id,
            if(group_id = 'all', 'country', 'group') as dimension,
            group_id as member,
            round_id,
            year,
            mean_pct as value,
            n_municipalities,
            origin,
            source_ids,
            universe_count as behind,
            decimals,
            precision_pts,
            1 as preference
        from out_fiscalizacion__round_group
        union all
        select
            'ta_score',
            '',
            'region',
            region.region_code,
            region.round_id,
            region.year,
            region.mean_pct,
            region.n_municipalities,
            region.origin,
            region.source_ids,
            coalesce(region.n_municipalities, region_size.municipalities),
            region.decimals,
            0.5 * pow(10, - region.decimals),
            1
        from out_fiscalizacion__region_round as region
        inner join region_size on region.region_code = region_size.region_code
        union all
        select
            metric.metric_id,
            '',
            spread.dimension,
            spread.member,
            spread.round_id,
            spread.year,
            case
                metric.metric_id
                when 'ta_score'
                then spread.mean_pct
                when 'ta_median'
                then spread.median_pct
                else spread.share_ge90_pct
            end,
            spread.n_municipalities,
            spread.origin,
            null,
            null,
            null,
            null,
            2
        from out_fiscalizacion__round_distribution as spread
        cross join (values ('ta_score'), ('ta_median'), ('ta_share_ge90')) as metric(metric_id)
        where spread.revision = 'as_published'
        union all
        select
            'ta_score',
            '',
            'municipality',
            score.cut,
            score.round_id,
            score.year,
            score.score_pct,
            null,
            score.origin,
            published.source_ids,
            null,
            null,
            null,
            1
        from out_fiscalizacion__municipality_round as score
        left join
            out_fiscalizacion__municipal_score as published
            on score.cut = published.cut
            and score.round_id = published.round_id
            and score.origin = 'published'
        where score.revision = 'as_published' and score.score_state <> 'not_applicable'
        union all
        select
            'convenio_coverage',
            '',
            'country',
            'all',
            null,
            year,
            coverage_pct,
            municipalities,
            origin,
            source_ids,
            null,
            null,
            null,
            1
        from out_convenios__year_coverage
        where coverage_pct is not null
        union all
        select
            'convenio_coverage',
            '',
            dimension,
            member,
            null,
            year,
            coverage_pct,
            municipalities,
            origin,
            null,
            null,
            null,
            null,
            2
        from out_convenios__year_coverage_by
        union all
        select
            'tools_in_use',
            '',
            dimension,
            member,
            null,
            year,
            tools_mean,
            if(dimension = 'municipality', null, n_municipalities),
            origin,
            null,
            null,
            null,
            null,
            2
        from out_adopcion__tool_count
        union all
        select
            'months_published',
            ta_file,
            geography_level,
            if(geography_level = 'country', 'all', region_code),
            null,
            year,
            mean_months_published,
            municipalities,
            origin,
            source_ids,
            null,
            null,
            null,
            1
        from out_publicacion__year_region_file
        union all
        select
            'months_published',
            ta_file,
            'municipality',
            cut,
            null,
            year,
            if(count(is_published) = 12, count(*) filter (where is_published), null),
            null,
            max(origin),
            null,
            null,
            null,
            null,
            2
        from out_publicacion__month_municipality
        group by ta_file, cut, year
    ),

    chosen as (
        select
            *,
            if(
                dimension = 'municipality' or coalesce(behind, n_municipalities) >= minimum_group(),
                value,
                null
            ) as shown
        from figures
        qualify
            row_number() over (
                partition by metric_id, part_id, dimension, member, year, round_id
                order by preference, origin
            )
            = 1
    ),

    compared as (
        select
            *,
            if(shown is null, null, lag(year) over before) as previous_year,
            shown - lag(shown) over before as change,
            precision_pts + lag(precision_pts) over before as loose
        from chosen
        window
            before as (
                partition by
                    metric_id, part_id, dimension, member, shown is null, origin = 'simulated'
                order by year, round_id
            )
    )

select
    chosen.metric_id,
    chosen.part_id,
    entity.entity_id,
    entity.entity_kind,
    entity.entity_order,
    entity.entity_es,
    entity.entity_en,
    coalesce(chosen.round_id, 'y' || chosen.year) as period_id,
    chosen.round_id,
    chosen.year,
    chosen.shown as value,
    chosen.decimals,
    chosen.n_municipalities,
    chosen.previous_year,
    chosen.change,
    round(chosen.change - chosen.loose, 6) as change_low_pts,
    round(chosen.change + chosen.loose, 6) as change_high_pts,
    if(
        chosen.previous_year is null,
        null,
        chosen.round_id is null
        or not exists (
            select 1
            from core_fiscalizacion__method_break as method_break
            where
                method_break.year_position > chosen.previous_year
                and method_break.year_position <= chosen.year
        )
    ) as comparable_with_previous,
    chosen.origin,
    chosen.source_ids
from compared as chosen
inner join
    out_comparacion__entity as entity
    on chosen.dimension = entity.dimension
    and chosen.member = entity.member
