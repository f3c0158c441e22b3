-- The municipal scores that a public source prints, keyed by round.
select
    score.cut,
    comuna.comuna,
    comuna.region_code,
    comuna.region,
    comuna.region_order_north_south,
    round.round_id,
    score.year,
    score.score_pct,
    'published' as origin,
    score.source_id as source_ids,
    score.note_es,
    score.note_en
from core_published__municipal_score as score
inner join core_territory__comuna as comuna on score.cut = comuna.cut
inner join core_fiscalizacion__round as round on score.year = round.year
