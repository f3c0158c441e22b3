-- What each item would add to the score of a municipality if it were mended whole: its weight
-- over the weights that apply, times what it lacks. Only items with a weight and a score count.
-- Beside it, how many of its peers (same rurality and population band, itself left out) meet the
-- item whole; fewer peers than the minimum group give way to the country. Effort: one over that
-- share, with
-- one met and one unmet added, so that an item nobody meets is dear and not impossible.
with
    weighted as (
        select
            item.*,
            comuna.comuna,
            comuna.region_code,
            comuna.pndr_class_2024 as rurality,
            band.band_id as population_band_id,
            (item.score_pct = 100)::integer as is_full,
            sum(item.weight) over (partition by item.cut, item.round_id) as applicable_weight
        from core_fiscalizacion__item_weight as item
        inner join core_territory__comuna as comuna on item.cut = comuna.cut
        left join
            core_catalogue__band as band
            on band.band_kind = 'population'
            and comuna.population_census_2024 >= band.low_bound
            and comuna.population_census_2024 < band.high_bound
        where item.revision = 'as_published' and item.weight is not null
        -- Weights that are all zero weigh nothing: no item adds to a score then.
        qualify applicable_weight > 0
    ),

    counted as (
        select
            *,
            (100 - score_pct) * weight / applicable_weight as gain_pts,
            if(
                count(*) over in_country >= minimum_group(),
                100.0 * avg(is_full) over in_country,
                null
            ) as full_marks_pct,
            count(*) over in_country - 1 as country_others,
            (sum(is_full) over in_country) - is_full as country_full,
            count(*) over in_peers - 1 as peer_others,
            (sum(is_full) over in_peers) - is_full as peer_full
        from weighted
        window
            in_country as (partition by round_id, materia_id, criterion),
            in_peers as (partition by round_id, materia_id, criterion, rurality, population_band_id)
    ),

    chosen as (
        select
            *,
            if(
                peer_others >= minimum_group() and rurality is not null, 'peers', 'country'
            ) as success_basis
        from counted
    ),

    beside as (
        select
            *,
            if(success_basis = 'peers', peer_others, country_others) as success_n,
            if(success_basis = 'peers', peer_full, country_full) as success_full
        from chosen
    )

select
    beside.cut,
    beside.comuna,
    beside.region_code,
    beside.round_id,
    beside.materia_id,
    materia.name_es as materia_es,
    materia.name_en as materia_en,
    beside.criterion,
    beside.score_pct,
    beside.weight,
    beside.weight_version,
    beside.weight_status,
    beside.gain_pts,
    beside.full_marks_pct,
    beside.success_basis,
    beside.success_n::integer as success_n,
    if(
        beside.success_n >= minimum_group(), 100.0 * beside.success_full / beside.success_n, null
    ) as success_pct,
    -- How many of a few meet it would follow from the effort: nothing is known of them here.
    round(
        if(
            beside.success_n >= minimum_group(),
            (beside.success_n + 2.0) / (beside.success_full + 1),
            2.0
        ),
        2
    )::double as effort,
    'computed' as origin
from beside
inner join core_catalogue__materia as materia on beside.materia_id = materia.materia_id
