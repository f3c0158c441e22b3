-- The place of each municipality in a round as a range, with its band and its technical ties.
-- origin: member does not decide: the group has an origin of its own, group_origin
select
    draw.cut,
    comuna.comuna,
    comuna.region_code,
    comuna.region,
    comuna.region_order_north_south,
    comuna.pndr_class_2024 as rurality,
    member.group_id,
    member.origin as group_origin,
    draw.round_id,
    round.year,
    draw.score_pct,
    band.band_id,
    band.band_order,
    band.name_es as band_es,
    band.name_en as band_en,
    draw.rank,
    draw.rank_low,
    draw.rank_high,
    draw.tied_count,
    (count(*) over (partition by draw.round_id))::integer as n_municipalities,
    draw.items_count,
    draw.draws_count,
    draw.weight_version,
    draw.weight_status,
    draw.origin
from out_fiscalizacion__rank_draw as draw
inner join core_territory__comuna as comuna on draw.cut = comuna.cut
left join
    out_convenios__group_member as member on draw.cut = member.cut and member.group_id <> 'all'
inner join core_fiscalizacion__round as round on draw.round_id = round.round_id
inner join
    core_catalogue__band as band
    on band.band_kind = 'score'
    and draw.score_pct >= band.low_bound
    and draw.score_pct < band.high_bound
