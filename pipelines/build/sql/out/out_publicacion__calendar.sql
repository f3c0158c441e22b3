-- The publication calendar of a municipality: every TA file and month of an audited year, with
-- what is known of it. A file without a row in the audit is unknown, never unpublished; so is
-- an empty month of an audit that does not say until when it looked.
with
    audited as (
        select cut, year, max(origin) as origin, max(source_ids) as source_ids
        from out_publicacion__month_municipality
        group by cut, year
    ),

    due as (
        select year, month, ta_file, deadline, seen_until, is_due
        from out_publicacion__month_share
        where geography_level = 'country'
    )

select
    audited.cut,
    audited.year,
    file.ta_file,
    file.ta_file_order,
    file.name_es as ta_file_es,
    file.name_en as ta_file_en,
    coalesce(freshness.is_monthly, false) as is_monthly,
    month_of.month::integer as month,
    due.deadline,
    case
        when publication.is_published is null
        then 'unknown'
        when publication.is_published
        then 'published'
        when due.seen_until is null
        then 'unknown'
        when due.is_due
        then 'not_published'
        else 'not_due'
    end as publication_state,
    publication.last_update,
    updated.update_state,
    audited.origin,
    audited.source_ids
from audited
cross join core_catalogue__ta_file as file
cross join (values (1), (2), (3), (4), (5), (6), (7), (8), (9), (10), (11), (12)) as month_of(month)
left join
    out_publicacion__month_municipality as publication
    on audited.cut = publication.cut
    and audited.year = publication.year
    and file.ta_file = publication.ta_file
    and month_of.month = publication.month
left join
    due on audited.year = due.year and file.ta_file = due.ta_file and month_of.month = due.month
left join out_publicacion__file_freshness as freshness on file.ta_file = freshness.ta_file
left join
    out_publicacion__file_update as updated
    on publication.ta_file = updated.ta_file
    and publication.last_update = updated.last_update
