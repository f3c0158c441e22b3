-- Each day on which a TA file of a municipality said that it was last updated, and the edition
-- that showed it first.
select
    cut,
    organism_code,
    ta_file,
    updated_on,
    first_seen_on,
    'S070' as source_id,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_publication_update_days
