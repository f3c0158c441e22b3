-- A region that did not exist yet is the one it was part of: before September 2018 Ñuble was
-- Biobío.
select
    given.activity_kind,
    if(given.date < region.created_on, region.split_from, given.region_code) as region_code,
    given.cut,
    given.date,
    given.valid_until,
    given.tool_id,
    given.municipality_count::integer as municipality_count,
    given.people_count::integer as people_count,
    given._origin as origin,
    given._file as source_file,
    given._sheet as source_sheet,
    given._row::integer as source_row
from accepted_actividad as given
left join core_territory__region as region on given.region_code = region.region_code
