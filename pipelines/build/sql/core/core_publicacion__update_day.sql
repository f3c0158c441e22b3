-- On which day the last update of a TA file was seen, and in how many municipalities.
select
    ta_file,
    last_update,
    municipalities::integer as municipalities,
    source_id,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_publication_updates
