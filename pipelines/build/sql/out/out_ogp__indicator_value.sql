-- Every dated value of every indicator, from the table its metric reads; metric_where singles the
-- same value out through the metric, and a test holds the two together. What municipalities
-- delivered of a step counts by itself: steps of the open government model, starts of MGTM 2.0. A
-- measurement of the same day gives way, unless it knows of more: those then stay counted, since a
-- step once taken stays taken. A simulated count gives way to any real one of its indicator.
-- Regions once visited stay visited: the register adds to those that a source counts, and where it
-- knows of more by the same day the printed number gives way. Two scores are comparable where as
-- many breaks of method lie before one as before the other.
with
    dated_figure as (
        select indicator_id, date_text, period_end(date_text) as observed_on
        from core_ogp__published_count
    ),

    step as (
        select
            'gam_municipalities' as metric_id,
            step as counted_step,
            observed_on,
            municipality_count,
            origin,
            source_ids,
            '{"country": "CL", "step": "'
            || step
            || '", "observed_on": "'
            || strftime(observed_on, '%Y-%m-%d')
            || '"}' as metric_where
        from out_gam__step
        where country = 'CL'
        union all
        select
            'stage_municipalities_by_day',
            'mgtm2_' || stage,
            observed_on,
            municipality_count,
            origin,
            source_ids,
            '{"stage": "'
            || stage
            || '", "observed_on": "'
            || strftime(observed_on, '%Y-%m-%d')
            || '"}'
        from out_adopcion__stage_day
    ),

    counted_step as (
        select indicator.indicator_id, step.*
        from core_ogp__indicator as indicator
        inner join step on indicator.counted_step = step.counted_step
        where
            not exists (
                select 1
                from out_ogp__measurement as measured
                where
                    measured.indicator_id = indicator.indicator_id
                    and measured.origin <> 'simulated'
                    and (
                        step.origin = 'simulated'
                        or (
                            measured.observed_on <= step.observed_on
                            and measured.value > step.municipality_count
                        )
                    )
            )
    ),

    -- Apart by origin: what is real must not rest on a simulated count that it was held beside.
    measured as (
        select real.*
        from out_ogp__measurement as real
        where
            real.origin <> 'simulated'
            and not exists (
                select 1
                from counted_step as counted
                where
                    counted.origin <> 'simulated'
                    and counted.indicator_id = real.indicator_id
                    and counted.observed_on = real.observed_on
            )
        union all
        select made_up.*
        from out_ogp__measurement as made_up
        where
            made_up.origin = 'simulated'
            and not exists (
                select 1
                from counted_step as counted
                where
                    counted.indicator_id = made_up.indicator_id
                    and (counted.observed_on = made_up.observed_on or counted.origin <> 'simulated')
            )
    ),

    found as (
        select
            indicator.indicator_id,
            indicator.metric_id,
            null::integer as breaks_before,
            make_date(coverage.year, 12, 31) as observed_on,
            coverage.as_of_text as observed_text,
            coverage.signed_cumulative::double as value,
            coverage.municipalities as n,
            coverage.origin,
            coverage.source_ids,
            '{"year": ' || coverage.year || '}' as metric_where
        from core_ogp__indicator as indicator
        inner join
            out_convenios__year_coverage as coverage on coverage.signed_cumulative is not null
        where indicator.metric_id = 'convenios_cumulative'
        union all
        select
            indicator.indicator_id,
            indicator.metric_id,
            (
                select count(*)
                from core_fiscalizacion__method_break as method_break
                where method_break.year_position <= score.year
            )::integer,
            coalesce(round.date_to, make_date(score.year, 12, 31)),
            coalesce(strftime(round.date_to, '%Y-%m-%d'), score.year::varchar),
            score.mean_pct,
            score.n_municipalities,
            score.origin,
            score.source_ids,
            '{"round_id": "' || score.round_id || '", "group_id": "' || score.group_id || '"}'
        from core_ogp__indicator as indicator
        inner join
            out_fiscalizacion__round_group as score on indicator.metric_member = score.group_id
        inner join core_fiscalizacion__round as round on score.round_id = round.round_id
        where indicator.metric_id = 'ta_score'
        union all
        select
            indicator.indicator_id,
            indicator.metric_id,
            null,
            dated.observed_on,
            dated.date_text,
            if(indicator.metric_id = 'mgtm2_stage_share', funnel.share_pct, funnel.municipalities),
            funnel.universe,
            if(
                indicator.metric_id = 'mgtm2_stage_share',
                greatest(funnel.origin, 'computed'::origin),
                funnel.origin
            ),
            funnel.source_ids,
            '{"stage": "' || funnel.stage || '"}'
        from core_ogp__indicator as indicator
        inner join out_mgtm2__stage_funnel as funnel on indicator.metric_member = funnel.stage
        inner join dated_figure as dated on indicator.indicator_id = dated.indicator_id
        where indicator.metric_id in ('mgtm2_stage_municipalities', 'mgtm2_stage_share')
        union all
        select
            counted.indicator_id,
            'ogp_published_count',
            null,
            dated.observed_on,
            dated.date_text,
            counted.value,
            counted.n,
            counted.origin,
            counted.source_ids,
            '{"indicator_id": "' || counted.indicator_id || '"}'
        from out_ogp__published_count as counted
        inner join dated_figure as dated on counted.indicator_id = dated.indicator_id
        where
            not exists (
                select 1
                from out_actividades__visited as visited
                where
                    counted.indicator_id = 'cl0048_regions'
                    and visited.observed_on <= dated.observed_on
                    and visited.region_count > counted.value
                    and visited.origin <> 'simulated'
            )
        union all
        select
            indicator_id,
            'ogp_measurement',
            null,
            observed_on,
            strftime(observed_on, '%Y-%m-%d'),
            value,
            null,
            origin,
            source_file,
            '{"indicator_id": "'
            || indicator_id
            || '", "observed_on": "'
            || strftime(observed_on, '%Y-%m-%d')
            || '"}'
        from measured
        union all
        select
            indicator_id,
            metric_id,
            null,
            observed_on,
            strftime(observed_on, '%Y-%m-%d'),
            municipality_count::double,
            null,
            origin,
            source_ids,
            metric_where
        from counted_step
        union all
        select
            indicator.indicator_id,
            'visited_regions',
            null,
            visited.observed_on,
            strftime(visited.observed_on, '%Y-%m-%d'),
            visited.region_count::double,
            null,
            visited.origin,
            visited.source_ids,
            '{"observed_on": "' || strftime(visited.observed_on, '%Y-%m-%d') || '"}'
        from core_ogp__indicator as indicator
        inner join out_actividades__visited as visited on indicator.indicator_id = 'cl0048_regions'
        where
            visited.region_count > (
                select coalesce(max(counted.value), 0)
                from out_ogp__published_count as counted
                where counted.indicator_id = 'cl0048_regions'
            )
    )

select
    indicator.commitment_id,
    found.indicator_id,
    found.observed_on,
    found.observed_text,
    found.value,
    found.n,
    found.origin,
    found.source_ids,
    found.metric_id,
    found.metric_where,
    found.breaks_before
from found
inner join core_ogp__indicator as indicator on found.indicator_id = indicator.indicator_id
