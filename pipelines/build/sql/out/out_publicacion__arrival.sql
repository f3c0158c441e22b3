-- When each month of a TA file was published: a day where the file of that edition says one that
-- the edition before could not know of, else the days between the two editions. Days are counted
-- from the end of the month.
with
    updated as (
        select cut, ta_file, updated_on, first_seen_on, 'published' as origin
        from core_publicacion__update_on
        union all
        select
            cut,
            ta_file,
            last_update as updated_on,
            min(edition_date) as first_seen_on,
            max(origin) as origin
        from core_publicacion__audit_row
        where cut is not null and last_update is not null and edition_date is not null
        group by cut, ta_file, last_update
    ),

    arrived as (
        select
            seen.cut,
            seen.ta_file,
            seen.year,
            seen.month,
            seen.absent_on,
            seen.first_seen_on,
            seen.gone_count,
            last_day(make_date(seen.year, seen.month, 1)) as month_end,
            coalesce(edition.known_until, seen.absent_on) as known_until,
            seen.origin,
            seen.source_ids
        from out_publicacion__month_seen as seen
        left join
            out_publicacion__file_edition as edition
            on seen.ta_file = edition.ta_file
            and seen.absent_on = edition.edition_date
        where seen.absent_on is not null and seen.first_seen_on is not null
    ),

    dated as (
        select
            arrived.cut,
            arrived.ta_file,
            arrived.year,
            arrived.month,
            arrived.absent_on,
            arrived.first_seen_on,
            arrived.gone_count,
            arrived.month_end,
            arrived.known_until,
            max(updated.updated_on) as published_on,
            max(arrived.origin) as origin,
            max(arrived.source_ids) as source_ids
        from arrived
        left join
            updated
            on arrived.cut = updated.cut
            and arrived.ta_file = updated.ta_file
            and arrived.first_seen_on = updated.first_seen_on
            and arrived.known_until < updated.updated_on
            and arrived.first_seen_on >= updated.updated_on
        group by all
    )

select
    dated.cut,
    comuna.comuna,
    comuna.region_code,
    comuna.region,
    dated.ta_file,
    dated.year,
    dated.month,
    dated.absent_on,
    dated.first_seen_on,
    if(dated.published_on is null, 'interval', 'exact') as day_basis,
    coalesce(dated.published_on, dated.known_until + 1)::date as earliest_on,
    coalesce(dated.published_on, dated.first_seen_on) as latest_on,
    date_diff('day', dated.month_end, dated.first_seen_on)::integer as seen_days,
    date_diff(
        'day', dated.month_end, coalesce(dated.published_on, dated.known_until + 1)::date
    )::integer as earliest_days,
    date_diff('day', dated.month_end, coalesce(dated.published_on, dated.first_seen_on))::integer
    as latest_days,
    dated.gone_count,
    dated.origin,
    dated.source_ids
from dated
inner join core_territory__comuna as comuna on dated.cut = comuna.cut
