-- One row a body, TA file, year and month of CPLT's bulk files. The prefix of the code tells the
-- sector; a record without year or month stays without.
select
    organism_code,
    case
        left(organism_code, 2)
        when 'MU'
        then 'municipality'
        when 'CM'
        then 'municipal_corporation'
        when 'MA'
        then 'municipal_association'
        else 'other_body'
    end as sector,
    cut,
    ta_file,
    year::integer as year,
    month::integer as month,
    records,
    first_published,
    last_published,
    undated_records,
    unread_records,
    _origin as origin,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_ta_masivo
