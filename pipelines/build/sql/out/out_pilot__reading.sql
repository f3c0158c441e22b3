-- The honest reading of the pilot claim. Every reading is evaluated at the printed values and at
-- the sixteen corners of their rounding, so low and high bound what the printed digits allow.
with
    inputs as (
        select
            max(mean_pct) filter (where round_id = 'r2012' and group_id = 'all') as country_before,
            max(mean_pct) filter (where round_id = 'r2013' and group_id = 'all') as country_after,
            max(mean_pct) filter (
                where round_id = 'r2012' and group_id = 'mgtm_pilot'
            ) as pilot_before,
            max(mean_pct) filter (
                where round_id = 'r2013' and group_id = 'mgtm_pilot'
            ) as pilot_after,
            max(precision_pts) filter (
                where round_id = 'r2012' and group_id = 'all'
            ) as country_before_pm,
            max(precision_pts) filter (
                where round_id = 'r2013' and group_id = 'all'
            ) as country_after_pm,
            max(precision_pts) filter (
                where round_id = 'r2012' and group_id = 'mgtm_pilot'
            ) as pilot_before_pm,
            max(precision_pts) filter (
                where round_id = 'r2013' and group_id = 'mgtm_pilot'
            ) as pilot_after_pm,
            max(n_municipalities) filter (where round_id = 'r2013' and group_id = 'all') as n_all,
            max(n_municipalities) filter (
                where round_id = 'r2013' and group_id = 'mgtm_pilot'
            ) as n_pilot
        from out_fiscalizacion__round_group
    ),

    corners as (
        select
            a.side = 0 as is_printed,
            n_all,
            n_pilot,
            country_before + a.side * country_before_pm as c0,
            country_after + b.side * country_after_pm as c1,
            pilot_before + c.side * pilot_before_pm as p0,
            pilot_after + d.side * pilot_after_pm as p1
        from inputs
        cross join (values (-1), (0), (1)) as a(side)
        cross join (values (-1), (0), (1)) as b(side)
        cross join (values (-1), (0), (1)) as c(side)
        cross join (values (-1), (0), (1)) as d(side)
        where
            (a.side = 0 and b.side = 0 and c.side = 0 and d.side = 0)
            or (a.side <> 0 and b.side <> 0 and c.side <> 0 and d.side <> 0)
    ),

    rest as (
        select
            *,
            (n_all * c0 - n_pilot * p0) / (n_all - n_pilot) as r0,
            (n_all * c1 - n_pilot * p1) / (n_all - n_pilot) as r1
        from corners
    ),

    wide as (
        select
            is_printed,
            r0 as non_pilot_mean_2012,
            r1 as non_pilot_mean_2013,
            c1 - c0 as national_change,
            p1 - p0 as pilot_change,
            r1 - r0 as non_pilot_change,
            (p1 - p0) - (r1 - r0) as did_naive,
            100 * (p1 - p0) / (100 - p0) as headroom_pilot,
            100 * (r1 - r0) / (100 - r0) as headroom_non_pilot,
            (ln(p1 / (100 - p1)) - ln(p0 / (100 - p0)))
            - (ln(r1 / (100 - r1)) - ln(r0 / (100 - r0))) as did_logit,
            p0 - r0 as baseline_gap,
            n_pilot * (p1 - p0) / n_all as pilot_share_of_national_gain
        from rest
    ),

    evaluated as (
        select is_printed, reading_id, reading
        from
            wide unpivot (
                reading for reading_id in (
                    non_pilot_mean_2012,
                    non_pilot_mean_2013,
                    national_change,
                    pilot_change,
                    non_pilot_change,
                    did_naive,
                    headroom_pilot,
                    headroom_non_pilot,
                    did_logit,
                    baseline_gap,
                    pilot_share_of_national_gain
                )
            )
    ),

    coverage as (
        select municipalities - signed_cumulative as never_signed, coverage_pct
        from out_convenios__year_coverage
        where signed_cumulative is not null
        order by year desc
        limit 1
    ),

    readings as (
        select
            reading_id,
            max(reading) filter (where is_printed) as value,
            min(reading) as low,
            max(reading) as high
        from evaluated
        group by reading_id
        union all
        select 'never_signed', never_signed, never_signed, never_signed
        from coverage
        union all
        select 'coverage', coverage_pct, coverage_pct, coverage_pct
        from coverage
    )

select
    text.reading_id,
    text.reading_order,
    text.is_headline,
    readings.value,
    readings.low,
    readings.high,
    text.unit,
    text.decimals,
    text.label_es,
    text.label_en,
    text.explanation_es,
    text.explanation_en,
    'computed' as origin,
    'S001, S006, S040' as source_ids
from core_catalogue__pilot_reading as text
left join readings on text.reading_id = readings.reading_id
