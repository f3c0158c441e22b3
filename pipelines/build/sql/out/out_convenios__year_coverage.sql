-- Convenios by year. Only years with a published count have a row; a cumulative number that no
-- source prints is the sum of the new ones as long as no year is missing in between.
with
    universe as (
        select count(*)::integer as municipalities
        from core_territory__comuna
        where has_municipality
    ),

    counts as (
        select
            year,
            max(value) filter (
                where indicator in ('mgtm_pilot_municipalities', 'mgtm_agreements_new')
            ) as signed_new,
            max(value) filter (
                where
                    indicator = 'mgtm_agreements_cumulative'
                    and year > (
                        select min(year)
                        from out_published__figure_version
                        where indicator = 'mgtm_pilot_municipalities'
                    )
            ) as printed_cumulative,
            max(strftime(try_strptime(period, '%B %Y'), '%Y-%m')) filter (
                where indicator = 'mgtm_agreements_cumulative'
            ) as printed_month,
            string_agg(distinct source_id, ', ' order by source_id) filter (
                where
                    indicator in (
                        'mgtm_pilot_municipalities',
                        'mgtm_agreements_new',
                        'mgtm_agreements_cumulative'
                    )
            ) as source_ids
        from out_published__figure_version
        where
            geography_level = 'country'
            and sector = 'municipality'
            and is_chosen
            and indicator
            in ('mgtm_pilot_municipalities', 'mgtm_agreements_new', 'mgtm_agreements_cumulative')
        group by year
    ),

    running as (
        select
            *,
            sum(signed_new) over (order by year) as summed,
            year - min(year) over () + 1 = count(signed_new) over (order by year) as unbroken
        from counts
    )

select
    running.year,
    running.signed_new::integer as signed_new,
    coalesce(running.printed_cumulative, if(running.unbroken, running.summed, null))::integer
    as signed_cumulative,
    universe.municipalities,
    100.0
    * coalesce(running.printed_cumulative, if(running.unbroken, running.summed, null))
    / universe.municipalities as coverage_pct,
    if(
        running.printed_cumulative is null and running.year > min(running.year) over (),
        'computed',
        'published'
    ) as origin,
    coalesce(running.printed_month, running.year::varchar) as as_of_text,
    running.source_ids
from running
cross join universe
