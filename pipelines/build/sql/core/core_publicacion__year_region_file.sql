select
    year::integer as year,
    geography,
    geography_level,
    ta_file,
    municipalities::integer as municipalities,
    mean_months_published,
    share_any_month_pct,
    share_11_or_12_months_pct,
    source_id,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_publication_by_region
