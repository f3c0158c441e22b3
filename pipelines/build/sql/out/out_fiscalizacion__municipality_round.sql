-- Every municipal score known, by round and revision: delivered (or simulated) totals first, the
-- published ones where nothing was delivered.
-- origin: taken does not decide: a printed score is what it is, whoever else has another
with
    delivered as (
        select
            cut,
            round_id,
            revision,
            score_pct,
            score_state,
            review_date,
            origin,
            source_file,
            source_row
        from core_fiscalizacion__total_result
        qualify row_number() over (partition by cut, round_id, revision order by shape) = 1
    ),

    published as (
        select
            score.cut,
            round.round_id,
            'as_published' as revision,
            score.score_pct,
            'value' as score_state,
            null::date as review_date,
            'published' as origin,
            score.source_file,
            score.source_row
        from core_published__municipal_score as score
        inner join core_fiscalizacion__round as round on score.year = round.year
        where
            not exists (
                select 1
                from delivered as taken
                where
                    taken.cut = score.cut
                    and taken.round_id = round.round_id
                    and taken.revision = 'as_published'
            )
    ),

    together as (
        select *
        from delivered
        union all
        select *
        from published
    )

select
    together.cut,
    comuna.comuna,
    comuna.region_code,
    comuna.region,
    comuna.region_order_north_south,
    comuna.pndr_class_2024 as rurality,
    together.round_id,
    round.year,
    together.revision,
    together.score_pct,
    together.score_state,
    together.review_date,
    together.origin,
    together.source_file,
    together.source_row
from together
inner join core_territory__comuna as comuna on together.cut = comuna.cut
inner join core_fiscalizacion__round as round on together.round_id = round.round_id
