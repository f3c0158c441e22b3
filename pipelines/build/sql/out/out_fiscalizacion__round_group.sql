-- Mean TA compliance by round and group. The national mean contains the pilots, so the rest of
-- the country is computed: (N * national - 36 * pilots) / (N - 36). N is the n that the source
-- prints; where none is printed the mean has no n, and the arithmetic takes the municipalities
-- there are (`universe_count`). A change carries the range that the digits printed allow.
with
    universe as (
        select count(*)::integer as municipalities
        from core_territory__comuna
        where has_municipality
    ),

    printed as (
        select
            round.round_id,
            round.year,
            version.group_id,
            max(version.value) filter (where version.is_chosen) as mean_pct,
            max(version.decimals) filter (where version.is_chosen) as decimals,
            max(version.n) as printed_n,
            string_agg(distinct version.source_id, ', ' order by version.source_id) as source_ids
        from out_published__figure_version as version
        inner join core_fiscalizacion__round as round on version.year = round.year
        where
            version.indicator = 'ta_compliance_average'
            and version.instrument = 'ta'
            and version.sector = 'municipality'
            and version.geography_level = 'country'
        group by all
    ),

    published as (
        select
            printed.round_id,
            printed.year,
            printed.group_id,
            printed.mean_pct,
            0.5 * pow(10, - printed.decimals) as precision_pts,
            printed.decimals,
            printed.printed_n::integer as n_municipalities,
            coalesce(printed.printed_n, universe.municipalities)::integer as universe_count,
            if(printed.printed_n is null, 'not_printed', 'published') as n_basis,
            'published' as origin,
            printed.source_ids
        from printed
        cross join universe
        where printed.group_id = 'all' or printed.printed_n is not null
    ),

    rest as (
        select
            country.round_id,
            country.year,
            'non_pilot' as group_id,
            (country.universe_count * country.mean_pct - pilot.universe_count * pilot.mean_pct)
            / (country.universe_count - pilot.universe_count) as mean_pct,
            (
                country.universe_count * country.precision_pts
                + pilot.universe_count * pilot.precision_pts
            )
            / (country.universe_count - pilot.universe_count) as precision_pts,
            2 as decimals,
            country.universe_count - pilot.universe_count as n_municipalities,
            country.universe_count - pilot.universe_count as universe_count,
            if(country.n_basis = 'published', 'computed', 'universe') as n_basis,
            'computed' as origin,
            array_to_string(
                list_sort(
                    list_distinct(
                        string_split(country.source_ids || ', ' || pilot.source_ids, ', ')
                    )
                ),
                ', '
            ) as source_ids
        from published as country
        inner join
            published as pilot
            on country.round_id = pilot.round_id
            and pilot.group_id = 'mgtm_pilot'
        where country.group_id = 'all'
    ),

    together as (
        select *
        from published
        union all
        select *
        from rest
    ),

    with_previous as (
        select
            *,
            lag(year) over (partition by group_id order by year) as previous_year,
            lag(round_id) over (partition by group_id order by year) as previous_round_id,
            mean_pct - lag(mean_pct) over (partition by group_id order by year) as change_pts,
            precision_pts
            + lag(precision_pts) over (partition by group_id order by year) as change_precision_pts
        from together
    )

select
    current.round_id,
    round.label_es as round_label,
    round.label_es as round_label_es,
    round.label_en as round_label_en,
    current.year,
    current.group_id,
    groups.name_es as group_es,
    groups.name_en as group_en,
    current.mean_pct,
    current.decimals::integer as decimals,
    current.precision_pts,
    current.n_municipalities,
    current.universe_count,
    current.n_basis,
    current.previous_round_id,
    current.change_pts,
    round(current.change_pts - current.change_precision_pts, 6) as change_low_pts,
    round(current.change_pts + current.change_precision_pts, 6) as change_high_pts,
    current.origin,
    if(
        current.previous_year is null,
        null,
        not exists (
            select 1
            from core_fiscalizacion__method_break as method_break
            where
                method_break.year_position > current.previous_year
                and method_break.year_position <= current.year
        )
    ) as comparable_with_previous,
    case
        when current.previous_round_id is null
        then null
        when round.method_basis = 'stated' and previous.method_basis = 'stated'
        then 'stated'
        else 'inferred'
    end as method_basis,
    current.source_ids
from with_previous as current
inner join core_fiscalizacion__round as round on current.round_id = round.round_id
left join core_fiscalizacion__round as previous on current.previous_round_id = previous.round_id
inner join core_catalogue__group as groups on current.group_id = groups.group_id
