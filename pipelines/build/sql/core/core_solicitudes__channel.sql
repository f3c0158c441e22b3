select
    channel_id,
    channel_order::integer as channel_order,
    name_es,
    name_en,
    note_es,
    note_en,
    source_id,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_request_channel
