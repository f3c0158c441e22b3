-- Which months of a year a municipality had published of a TA file, as the last edition read
-- showed it: twelve characters, an x for a month published.
select
    cut,
    organism_code,
    ta_file,
    year::integer as year,
    months,
    records::integer as records,
    last_update,
    'S070' as source_id,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_publication_months
