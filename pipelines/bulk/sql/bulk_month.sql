-- Records of a body by TA file, year and month, with the first and last day of their publication.
-- `bulk_counted` holds them chunk by chunk. A year, month or day that is empty stays empty; one
-- that says something not understood, or no delivery may say (kind `ta_masivo`: a year before 1990,
-- a day before 2009, what is to come), is empty too, and its records are counted as unread: a slip
-- in one record must not keep the others of its month out of the build.
with
    marked as (
        select
            *,
            coalesce(year between 1990 and last_year(), true) as is_year,
            coalesce(year(published_on) between 2009 and last_year(), true) as is_day
        from bulk_counted
    ),
    judged as (
        select
            organism_code,
            ta_file,
            case when is_year then year end as year,
            month,
            case when is_day then published_on end as published_on,
            unread or not is_year or not is_day as unread,
            records
        from marked
    )
select
    organism_code,
    ta_file,
    year,
    month,
    cast(sum(records) as bigint) as records,
    min(published_on) as first_published,
    max(published_on) as last_published,
    cast(sum(case when published_on is null then records else 0 end) as bigint) as undated_records,
    cast(sum(case when unread then records else 0 end) as bigint) as unread_records
from judged
group by organism_code, ta_file, year, month
