select
    issue_id,
    figure_id,
    description_es,
    description_en,
    source_id,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_catalogue_known_issue
