-- How fully municipalities published each TA file, by year and region (country rows too).
select
    publication.year,
    publication.geography_level,
    region.region_code,
    publication.geography,
    coalesce(region.region_order_north_south, 0)::integer as region_order_north_south,
    publication.ta_file,
    file.name_es as ta_file_es,
    file.name_en as ta_file_en,
    publication.municipalities,
    publication.mean_months_published,
    publication.share_any_month_pct,
    publication.share_11_or_12_months_pct,
    'published' as origin,
    publication.source_id as source_ids
from core_publicacion__year_region_file as publication
left join core_territory__region as region on publication.geography = region.region
left join core_catalogue__ta_file as file on publication.ta_file = file.ta_file
