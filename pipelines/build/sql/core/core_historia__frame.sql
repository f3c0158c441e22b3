select
    frame_id,
    frame_order::integer as frame_order,
    topic,
    name_es,
    name_en,
    text_es,
    text_en,
    source_id,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_history_frame
