-- One row an edition, body, TA file and year. The prefix of CPLT's code tells the sector.
select
    edition_date,
    organism_code,
    institution,
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
    coalesce(last_update, last_update_date) as last_update,
    month_01,
    month_02,
    month_03,
    month_04,
    month_05,
    month_06,
    month_07,
    month_08,
    month_09,
    month_10,
    month_11,
    month_12,
    without_year_month::integer as without_year_month_count,
    without_month::integer as without_month_count,
    without_year::integer as without_year_count,
    total::integer as total_count,
    _origin as origin,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_publicacion
