select
    cut,
    previous_cut_code as previous_cut,
    comuna,
    changed_in::integer as changed_in,
    verified,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_territory_cut_history
