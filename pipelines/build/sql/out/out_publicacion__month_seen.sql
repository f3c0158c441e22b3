-- What was seen of each month of a TA file: whether it is marked in the last edition that has it,
-- the last edition without the mark before it came, the first one with it after that, and how often
-- a mark was gone again. Seen are the editions delivered and, of the compiled series, the two
-- around
-- each arrival and the last one of all. The last absence counts: whoever takes a month away and
-- brings it back has published it then.
-- origin: edition does not decide: it says whether an edition is used, and makes no mark
with
    last_read as (
        select max(edition_date) as edition_date from core_publicacion__edition_read where is_used
    ),

    seen as (
        select
            cut,
            ta_file,
            year,
            month,
            absent_on as seen_on,
            false as is_marked,
            'published' as origin,
            source_id as source_ids
        from core_publicacion__arrival
        union all
        select
            cut,
            ta_file,
            year,
            month,
            first_seen_on as seen_on,
            true as is_marked,
            'published' as origin,
            source_id as source_ids
        from core_publicacion__arrival
        union all
        select
            file_year.cut,
            file_year.ta_file,
            file_year.year,
            month_of.month::integer as month,
            last_read.edition_date as seen_on,
            substr(file_year.months, month_of.month, 1) = 'x' as is_marked,
            'published' as origin,
            source_id as source_ids
        from core_publicacion__file_year as file_year
        cross join last_read
        cross join
            (values (1), (2), (3), (4), (5), (6), (7), (8), (9), (10), (11), (12)) as month_of(
                month
            )
        where last_read.edition_date is not null
        union all
        select
            audit.cut,
            audit.ta_file,
            audit.year,
            month_of.month::integer as month,
            audit.edition_date as seen_on,
            case
                month_of.month
                when 1
                then audit.month_01
                when 2
                then audit.month_02
                when 3
                then audit.month_03
                when 4
                then audit.month_04
                when 5
                then audit.month_05
                when 6
                then audit.month_06
                when 7
                then audit.month_07
                when 8
                then audit.month_08
                when 9
                then audit.month_09
                when 10
                then audit.month_10
                when 11
                then audit.month_11
                when 12
                then audit.month_12
            end as is_marked,
            'delivered' as origin,
            null::varchar as source_ids
        from core_publicacion__audit_row as audit
        inner join out_publicacion__edition as edition on audit.edition_date = edition.edition_date
        cross join
            (values (1), (2), (3), (4), (5), (6), (7), (8), (9), (10), (11), (12)) as month_of(
                month
            )
        where audit.cut is not null and audit.year is not null and edition.edition_state = 'used'
    ),

    once as (
        select
            cut,
            ta_file,
            year,
            month,
            seen_on,
            bool_or(is_marked) as is_marked,
            max(origin) as origin,
            max(source_ids) as source_ids
        from seen
        where is_marked is not null
        group by cut, ta_file, year, month, seen_on
    ),

    followed as (
        select
            *,
            lag(is_marked) over (
                partition by cut, ta_file, year, month order by seen_on
            ) as was_marked,
            max(if(is_marked, null, seen_on)) over (
                partition by cut, ta_file, year, month
            ) as absent_on
        from once
    )

select
    cut,
    ta_file,
    year,
    month,
    max(seen_on) as seen_until,
    arg_max(is_marked, seen_on) as is_published,
    max(absent_on) as absent_on,
    min(seen_on) filter (
        where is_marked and (absent_on is null or seen_on > absent_on)
    ) as first_seen_on,
    count(*) filter (where was_marked and not is_marked)::integer as gone_count,
    max(seen_on) filter (where was_marked and not is_marked) as last_gone_on,
    max(origin) as origin,
    max(source_ids) as source_ids
from followed
group by cut, ta_file, year, month
