-- Records of a body by TA file, year and month, with the first and last day of their publication.
-- `bulk_counted` holds them chunk by chunk. A year, month or day that is empty stays empty; one
-- that says something not understood is empty too, and its records are counted as unread.
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
from bulk_counted
group by organism_code, ta_file, year, month
