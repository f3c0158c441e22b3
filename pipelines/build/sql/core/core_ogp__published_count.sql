select
    indicator_id,
    figure_id,
    date_text,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_ogp_published_count
