-- Between which two editions a month of a TA file appeared.
select
    cut,
    organism_code,
    ta_file,
    year::integer as year,
    month::integer as month,
    absent_on,
    first_seen_on,
    'S070' as source_id,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_publication_arrivals
