-- What needs a look in this build, most pressing first, each with the figure behind it. A matter
-- whose count is zero, or for which nothing was delivered, is left out; so is a difference across
-- a change of method, which is no fall.
with
    last_round as (
        select max_by(round_id, year) as round_id from out_fiscalizacion__municipality_standing
    ),

    last_change as (
        select *
        from out_fiscalizacion__municipality_change
        where round_id = (select last_round.round_id from last_round)
    ),

    weakest as (
        select *
        from out_fiscalizacion__materia_round
        where mean_pct is not null
        qualify row_number() over (order by round_id desc, mean_order, materia_id) = 1
    ),

    months as (
        select
            ta_file,
            ta_file_es,
            ta_file_en,
            year,
            mean_months_published
            - lag(mean_months_published) over (partition by ta_file order by year) as change_months
        from out_publicacion__year_region_file
        where geography_level = 'country'
    ),

    lagging as (
        select *
        from months
        where change_months < 0
        qualify row_number() over (order by year desc, change_months, ta_file) = 1
    ),

    found as (
        select
            'fell_most' as attention_id,
            1 as attention_order,
            change_pts as figure,
            'percentage_points' as unit,
            1 as decimals,
            comuna as subject_es,
            comuna as subject_en,
            cut,
            year,
            'municipio' as page,
            origin
        from last_change
        where change_pts < 0 and comparable_with_previous
        qualify row_number() over (order by change_pts, cut) = 1
        union all
        select
            'not_started',
            2,
            count(*),
            'municipalities',
            0,
            null,
            null,
            null,
            null,
            'cobertura',
            max(origin)
        from out_adopcion__stuck
        where tools_started = 0
        union all
        select
            'below_50',
            3,
            count(*),
            'municipalities',
            0,
            null,
            null,
            null,
            max(year),
            'cumplimiento',
            max(origin)
        from out_fiscalizacion__municipality_standing
        where
            revision = 'as_published'
            and band_id = 'score_0_49'
            and round_id = (select last_round.round_id from last_round)
        union all
        select
            'weakest_materia',
            4,
            mean_pct,
            'percent',
            1,
            materia_es,
            materia_en,
            null,
            null,
            'cumplimiento',
            origin
        from weakest
        union all
        select
            'never_signed',
            5,
            coalesce(
                nullif((select count(*) from out_convenios__never_signed), 0),
                (
                    select max_by(municipalities - signed_cumulative, year)
                    from out_convenios__year_coverage
                )
            ),
            'municipalities',
            0,
            null,
            null,
            null,
            null,
            'cobertura',
            coalesce((select max(origin) from out_convenios__never_signed), 'computed')
        union all
        select
            'fewer_months',
            6,
            change_months,
            'months',
            2,
            coalesce(ta_file_es, ta_file),
            coalesce(ta_file_en, ta_file),
            null,
            year,
            'publicacion',
            'computed'
        from lagging
        union all
        select
            'files_silent',
            7,
            count(*),
            'files',
            0,
            null,
            null,
            null,
            year,
            'publicacion',
            'published'
        from out_publicacion__year_region_file
        where geography_level = 'country' and share_any_month_pct < 50
        group by year
        qualify row_number() over (order by year desc) = 1
        union all
        select
            'rounds_missing', 8, count(*), 'rounds', 0, null, null, null, null, 'datos', 'computed'
        from core_fiscalizacion__round as round
        where
            round.existence = 'documented'
            and round.round_id not in (
                select scored.round_id
                from out_fiscalizacion__round_group as scored
                where scored.group_id = 'all' and scored.mean_pct is not null
            )
        union all
        select
            'contradictory', 9, count(*), 'figures', 0, null, null, null, null, 'datos', 'computed'
        from out_published__figure_version
        where status = 'contradictory'
        union all
        select 'differs', 10, count(*), 'figures', 0, null, null, null, null, 'datos', 'computed'
        from out_quality__reconciliation
        where difference_kind in ('differs', 'truncated')
    )

select
    attention_id,
    attention_order::integer as attention_order,
    figure::double as figure,
    unit,
    decimals::integer as decimals,
    subject_es,
    subject_en,
    cut,
    year::integer as year,
    page,
    origin
from found
where figure <> 0
