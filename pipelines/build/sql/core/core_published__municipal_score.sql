select
    cut,
    municipality_as_published,
    region,
    year::integer as year,
    score_percent as score_pct,
    source_id,
    note_es,
    note_en,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_published_municipal_score
