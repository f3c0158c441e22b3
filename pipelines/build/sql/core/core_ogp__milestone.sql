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
    'published' as origin,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_ogp_milestone
union all
select
    commitment_id,
    milestone_id,
    milestone_order::integer,
    coalesce(name_es, name_en),
    coalesce(name_en, name_es),
    start,
    "end",
    null,
    null,
    null,
    null,
    _file,
    _origin,
    _file,
    _sheet,
    _row::integer
from accepted_hito
