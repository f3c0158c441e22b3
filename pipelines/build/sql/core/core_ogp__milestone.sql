select
    commitment_id,
    milestone_id,
    milestone_order::integer as milestone_order,
    name_es,
    name_en,
    start_text,
    end_text,
    done_text,
    done_note_es,
    done_note_en,
    done_source_id,
    source_id,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_ogp_milestone
