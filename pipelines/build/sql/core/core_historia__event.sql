select
    event_id,
    event_order::integer as event_order,
    date_text,
    end_text,
    topic,
    name_es,
    name_en,
    text_es,
    text_en,
    date_basis,
    page,
    page_query,
    source_id,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_history_event
