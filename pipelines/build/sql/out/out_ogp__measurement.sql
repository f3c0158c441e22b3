-- What deliveries measured, one value an indicator and day; where two contradict each other none
-- holds, since which one is right is not known.
select
    commitment_id,
    indicator_id,
    date as observed_on,
    if(count(distinct measured_value) = 1, min(measured_value), null) as value,
    max(origin) as origin,
    string_agg(distinct source_file, ', ' order by source_file) as source_file
from core_ogp__progress
where entry_kind = 'measurement'
group by commitment_id, indicator_id, date
