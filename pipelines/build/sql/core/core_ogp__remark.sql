select
    commitment_id,
    remark_id,
    text_es,
    text_en,
    source_id,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_ogp_remark
