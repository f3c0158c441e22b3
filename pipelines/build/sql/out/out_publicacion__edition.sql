-- Every edition of the publication audit, compiled or delivered: what it shows, and whether the
-- arrivals rest on it. An edition that marks months which had not begun is left out once they are
-- more than a tenth of its marks of the year it was made in or later ones: a few are slips of
-- single bodies, many are an edition put together wrongly. One without the year audited says of
-- which months its marks are to nobody; one without months, the accumulated one, says nothing of
-- them, only on which day each file was last updated. Of the compiled editions counts alone are
-- known: whoever compiled them said which mark months that had not begun, and one with less than
-- half of the rows that those used have came cut short. One left out for no reason stops the build.
with
    marked as (
        select
            audit.edition_date,
            audit.organism_code,
            audit.cut,
            audit.year,
            audit.source_file,
            make_date(audit.year, month_of.month, 1) as starts_on,
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
            end as is_marked
        from core_publicacion__audit_row as audit
        cross join
            (values (1), (2), (3), (4), (5), (6), (7), (8), (9), (10), (11), (12)) as month_of(
                month
            )
        where audit.edition_date is not null
    ),

    delivered as (
        select
            edition_date,
            string_agg(distinct source_file, ', ' order by source_file) as source_files,
            count(distinct cut)::integer as municipalities,
            bool_or(is_marked is not null) as has_months,
            coalesce(
                bool_and(year is not null) filter (where is_marked is not null), false
            ) as has_audit_year,
            count(*) filter (where is_marked)::integer as marks_count,
            count(*) filter (where is_marked and year >= extract(year from edition_date))::integer
            as current_marks_count,
            count(*) filter (where is_marked and starts_on > edition_date)::integer
            as future_marks_count
        from marked
        group by edition_date
    ),

    whole as (
        select median(municipal_rows) as usual_rows
        from core_publicacion__edition_read
        where is_used
    )

select
    edition_date,
    source_files,
    municipalities,
    has_audit_year,
    marks_count,
    future_marks_count,
    case
        when not has_months
        then 'without_months'
        when not has_audit_year
        then 'without_year'
        when future_marks_count * 10 > current_marks_count
        then 'future_months'
        else 'used'
    end as edition_state,
    'delivered' as origin,
    null::varchar as source_ids
from delivered
where
    has_months
    or edition_date not in (select read.edition_date from core_publicacion__edition_read as read)
union all
select
    edition_date,
    source_file as source_files,
    null::integer as municipalities,
    has_audit_year,
    null::integer as marks_count,
    null::integer as future_marks_count,
    case
        when is_used
        then 'used'
        when not has_audit_year
        then 'without_year'
        when has_future_months
        then 'future_months'
        when municipal_rows * 2 < whole.usual_rows
        then 'cut_short'
    end as edition_state,
    'published' as origin,
    source_id as source_ids
from core_publicacion__edition_read
cross join whole
where edition_date not in (select delivered.edition_date from delivered where delivered.has_months)
