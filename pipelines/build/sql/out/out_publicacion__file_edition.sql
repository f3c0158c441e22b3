-- Until which day each edition knew each TA file: the latest update that any municipality's file
-- said by then. CPLT's open files lag behind the websites they are taken from, and an edition
-- behind them: what is absent from an edition was not published by that day, no more.
with
    update_seen as (
        select ta_file, updated_on, first_seen_on as seen_on, 'published' as origin
        from core_publicacion__update_on
        union all
        select
            ta_file,
            coalesce(last_update, edition_date) as updated_on,
            edition_date as seen_on,
            'delivered' as origin
        from core_publicacion__audit_row
        where edition_date is not null and cut is not null and last_update is not null
    ),

    by_edition as (
        select
            ta_file, seen_on, max(least(updated_on, seen_on)) as known_until, max(origin) as origin
        from update_seen
        group by ta_file, seen_on
    ),

    wanted as (
        select file.ta_file, edition.edition_date, edition.origin
        from core_catalogue__ta_file as file
        cross join out_publicacion__edition as edition
    )

select
    wanted.ta_file,
    wanted.edition_date,
    max(known.known_until) as known_until,
    max(wanted.origin) as origin
from wanted
inner join
    by_edition as known on wanted.ta_file = known.ta_file and known.seen_on <= wanted.edition_date
group by wanted.ta_file, wanted.edition_date
