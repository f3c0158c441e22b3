select
    alias,
    cut_code as cut,
    kind,
    evidence,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_territory_name_alias
