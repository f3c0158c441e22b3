-- How many municipalities stand in each band before and after; the cuts are data.
select
    placed.dimension,
    placed.member,
    placed.name,
    band.band_id,
    band.band_order,
    band.name_es as band_es,
    band.name_en as band_en,
    count(*) filter (
        where placed.before_pct >= band.low_bound and placed.before_pct < band.high_bound
    )::integer as before_count,
    count(*) filter (
        where placed.after_pct >= band.low_bound and placed.after_pct < band.high_bound
    )::integer as after_count,
    (select levels from choice)[max(level)] as origin
from placed
cross join core_catalogue__band as band
where band.band_kind = 'score' and placed.after_pct is not null
group by all
order by placed.dimension, placed.member, band.band_order
