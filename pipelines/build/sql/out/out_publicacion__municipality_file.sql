-- How many months of a year each municipality published each TA file, and when it last updated it.
select
    audit.cut,
    comuna.comuna,
    comuna.region_code,
    comuna.region,
    comuna.region_order_north_south,
    audit.ta_file,
    audit.year,
    count(*) filter (where audit.is_published)::integer as months_published,
    count(*) filter (where audit.is_published is not null)::integer as months_known,
    max(audit.last_update) as last_update
from out_publicacion__month_municipality as audit
inner join core_territory__comuna as comuna on audit.cut = comuna.cut
group by all
