-- Which municipality published which TA file in which month: as the last edition that has it shows
-- it, and where none is dated, as the audit delivered says.
with
    undated as (
        select
            audit.cut,
            audit.ta_file,
            audit.year,
            month_of.month::integer as month,
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
            end as is_published,
            audit.last_update,
            audit.origin,
            null::varchar as source_ids
        from core_publicacion__audit_row as audit
        cross join
            (values (1), (2), (3), (4), (5), (6), (7), (8), (9), (10), (11), (12)) as month_of(
                month
            )
        where audit.cut is not null and audit.year is not null and audit.edition_date is null
    ),

    updated as (
        select cut, ta_file, max(last_update) as last_update, max(origin) as origin
        from
            (
                select cut, ta_file, last_update, 'published' as origin
                from core_publicacion__file_year
                union all
                select cut, ta_file, last_update, origin
                from core_publicacion__audit_row
                where cut is not null
            )
        group by cut, ta_file
    ),

    -- An audit that does not say of which day it is goes before the series.
    known as (
        select cut, ta_file, year, month, is_published, last_update, origin, source_ids
        from undated
        union all
        select
            seen.cut,
            seen.ta_file,
            seen.year,
            seen.month,
            seen.is_published,
            updated.last_update,
            seen.origin,
            seen.source_ids
        from out_publicacion__month_seen as seen
        left join updated on seen.cut = updated.cut and seen.ta_file = updated.ta_file
        where
            (seen.cut, seen.ta_file, seen.year)
            not in (select undated.cut, undated.ta_file, undated.year from undated)
    )

select cut, ta_file, year, month, is_published, last_update, origin, source_ids
from known
