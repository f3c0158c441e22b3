-- The tile of every municipality with its score in each round that has scores delivered.
with rounds as (
    select distinct
        round_id,
        year
    from out_fiscalizacion__municipality_round
    where revision = 'as_published' and origin <> 'published'
)

select
    tile.cut,
    comuna.comuna,
    comuna.region_code,
    comuna.region,
    comuna.region_order_north_south,
    tile.tile_row,
    tile.tile_column,
    tile.tile_label,
    rounds.round_id,
    rounds.year,
    score.score_pct,
    coalesce(score.score_state, 'missing') as score_state,
    band.band_id,
    band.name_es as band_es,
    band.name_en as band_en,
    score.origin
from core_catalogue__tile as tile
inner join core_territory__comuna as comuna on tile.cut = comuna.cut
cross join rounds
left join out_fiscalizacion__municipality_round as score
    on
        tile.cut = score.cut and rounds.round_id = score.round_id
        and score.revision = 'as_published'
left join core_catalogue__band as band
    on
        band.band_kind = 'score' and score.score_pct >= band.low_bound
        and score.score_pct < band.high_bound
