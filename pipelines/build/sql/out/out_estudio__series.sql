-- The mean of each round for three universes: as published, every municipality delivered, and the
-- balanced panel (only those with a score in every round that most municipalities have one in).
-- Rounds with no break of method
-- between them share a segment; only there is a change comparable, so it is added up inside it. Of
-- printed means it carries the range that their digits allow.
with
    own as (
        select *, count(*) over (partition by round_id) as members
        from out_fiscalizacion__municipality_standing
        where revision = 'as_published' and score_pct is not null
    ),

    told as (
        select *, members * 100 >= full_round_pct() * max(members) over () as is_full from own
    ),

    scores as (
        select
            *,
            is_full
            and count(*) filter (where is_full) over (partition by cut)
            = (select count(distinct round_id) from told where is_full) as is_in_all
        from told
    ),

    delivered as (
        select
            kind.panel_kind,
            scores.round_id,
            member.group_id,
            avg(scores.score_pct) as mean_pct,
            count(*)::integer as n_municipalities,
            null::integer as decimals,
            null::double as precision_pts,
            null::varchar as source_ids
        from scores
        inner join out_convenios__group_member as member on scores.cut = member.cut
        inner join
            (values ('delivered'), ('balanced')) as kind(panel_kind)
            on kind.panel_kind = 'delivered'
            or scores.is_in_all
        group by kind.panel_kind, scores.round_id, member.group_id
    ),

    together as (
        select
            'published' as panel_kind,
            round_id,
            group_id,
            mean_pct,
            n_municipalities,
            decimals,
            precision_pts,
            source_ids
        from out_fiscalizacion__round_group
        where mean_pct is not null
        union all
        select
            panel_kind,
            round_id,
            group_id,
            if(n_municipalities >= minimum_group(), mean_pct, null) as mean_pct,
            n_municipalities,
            decimals,
            precision_pts,
            source_ids
        from delivered
    ),

    placed as (
        select
            together.*,
            round.year,
            round.method_basis,
            round.label_es as round_label_es,
            round.label_en as round_label_en,
            (
                select count(*)
                from core_fiscalizacion__method_break as method_break
                where method_break.year_position <= round.year
            )::integer as segment
        from together
        inner join core_fiscalizacion__round as round on together.round_id = round.round_id
    ),

    measured as (
        select
            *,
            mean_pct - first_value(mean_pct) over in_segment as segment_change_pts,
            precision_pts + first_value(precision_pts) over in_segment as segment_precision_pts,
            row_number() over in_segment as segment_place
        from placed
        window in_segment as (partition by panel_kind, group_id, segment order by year)
    )

select
    panel_kind,
    group_id,
    round_id,
    round_label_es as round_label,
    round_label_es,
    round_label_en,
    year,
    segment,
    mean_pct,
    decimals,
    n_municipalities,
    segment_change_pts,
    if(
        segment_place > 1, round(segment_change_pts - segment_precision_pts, 6), null
    ) as segment_low_pts,
    if(
        segment_place > 1, round(segment_change_pts + segment_precision_pts, 6), null
    ) as segment_high_pts,
    count(*) over (partition by panel_kind, group_id, segment)::integer as segment_rounds,
    if(
        bool_and(coalesce(method_basis = 'stated', false)) over (
            partition by panel_kind, group_id, segment
        ),
        'stated',
        'inferred'
    ) as method_basis,
    source_ids
from measured
