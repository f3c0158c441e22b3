-- How many records each body's open TA file had accumulated.
select
    organism_code,
    cut,
    ta_file,
    records::integer as records,
    last_update,
    'S070' as source_id,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_publication_records
