-- The tile of every municipality with its score in each round that has scores delivered.
with
    rounds as (
        select distinct round_id, year, revision from out_fiscalizacion__municipality_standing
    )

select
    tile.cut,
    comuna.comuna,
    comuna.region_code,
    comuna.region,
    comuna.region_order_north_south,
    comuna.pndr_class_2024 as rurality,
    score.group_id,
    score.group_origin,
    tile.tile_row,
    tile.tile_column,
    tile.tile_label,
    rounds.round_id,
    rounds.year,
    rounds.revision,
    score.score_pct,
    coalesce(score.score_state, 'missing') as score_state,
    score.band_id,
    score.band_es,
    score.band_en,
    score.origin
from core_catalogue__tile as tile
inner join core_territory__comuna as comuna on tile.cut = comuna.cut
cross join rounds
left join
    out_fiscalizacion__municipality_standing as score
    on tile.cut = score.cut
    and rounds.round_id = score.round_id
    and rounds.revision = score.revision
