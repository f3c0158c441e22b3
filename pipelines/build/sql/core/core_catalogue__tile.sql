select
    cut,
    tile_row::integer as tile_row,
    tile_column::integer as tile_column,
    tile_label,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_catalogue_tile_grid
