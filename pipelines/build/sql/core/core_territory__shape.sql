select
    cut_code as cut,
    rings,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_territory_shape
