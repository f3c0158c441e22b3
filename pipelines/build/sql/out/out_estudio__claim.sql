-- The claim “the pilots advanced more” for every pair of rounds, scale and yardstick, so that
-- nobody has to trust the one pair that was printed. Municipal scores where they were delivered,
-- published group means otherwise, and always instead of simulated ones and of totals by weights
-- that nobody confirmed. A yardstick of fewer than ten municipalities is no yardstick. A
-- comparison is one pair of rounds and one yardstick: its three scales are one vote, and none
-- where they disagree. Votes are counted of one method alone and never against the country,
-- which holds the pilots itself.
with
    first_signing as (
        select cut, min(year(date_signed)) as year_signed
        from core_convenios__signing
        where country = 'CL' and kind in ('pilot', 'mgtm')
        group by cut
    ),

    scores as (
        select
            standing.cut,
            standing.round_id,
            standing.year,
            member.group_id,
            standing.score_pct,
            greatest(standing.origin, member.origin) as origin,
            coalesce(first_signing.year_signed, 9999) as year_signed
        from out_fiscalizacion__municipality_standing as standing
        inner join
            out_convenios__group_member as member
            on standing.cut = member.cut
            and member.group_id <> 'all'
        left join first_signing on standing.cut = first_signing.cut
        where standing.revision = 'as_published' and standing.score_pct is not null
    ),

    pairs as (
        select
            early.cut,
            early.group_id,
            early.round_id as from_round_id,
            late.round_id as to_round_id,
            early.year_signed > late.year as is_not_yet,
            early.score_pct as before_pct,
            late.score_pct as after_pct,
            greatest(early.origin, late.origin) as origin
        from scores as early
        inner join scores as late on early.cut = late.cut and early.year < late.year
    ),

    delivered as (
        select
            pairs.from_round_id,
            pairs.to_round_id,
            kind.yardstick,
            count(*)::integer as n,
            count(*) as universe,
            avg(pairs.before_pct) as before_pct,
            avg(pairs.after_pct) as after_pct,
            'delivered' as basis,
            max(pairs.origin) as origin
        from pairs
        inner join
            (values ('pilot'), ('country'), ('rest'), ('not_yet')) as kind(yardstick)
            on case
                kind.yardstick
                when 'pilot'
                then pairs.group_id = 'mgtm_pilot'
                when 'rest'
                then pairs.group_id = 'non_pilot'
                when 'not_yet'
                then pairs.group_id = 'non_pilot' and pairs.is_not_yet
                else true
            end
        group by all
    ),

    published as (
        select
            early.round_id as from_round_id,
            late.round_id as to_round_id,
            case
                early.group_id when 'mgtm_pilot' then 'pilot' when 'all' then 'country' else 'rest'
            end as yardstick,
            late.n_municipalities as n,
            late.universe_count as universe,
            early.mean_pct as before_pct,
            late.mean_pct as after_pct,
            'published' as basis,
            'computed' as origin
        from out_fiscalizacion__round_group as early
        inner join
            out_fiscalizacion__round_group as late
            on early.group_id = late.group_id
            and early.year < late.year
    ),

    preferred as (
        select
            *,
            case
                when origin in ('third_party', 'simulated')
                then 3
                when basis = 'published'
                then 2
                else 1
            end as preference
        from
            (
                select *
                from delivered
                union all
                select *
                from published
            )
    ),

    means as (
        select *
        from preferred
        qualify
            row_number() over (
                partition by from_round_id, to_round_id, yardstick order by preference
            )
            = 1
    ),

    measured as (
        select
            means.*,
            scale.scale,
            case
                scale.scale
                when 'points'
                then after_pct - before_pct
                when 'headroom'
                then 100 * (after_pct - before_pct) / (100 - before_pct)
                else ln(after_pct / (100 - after_pct)) - ln(before_pct / (100 - before_pct))
            end as change
        from means
        cross join (values ('points'), ('headroom'), ('logit')) as scale(scale)
        where before_pct > 0 and before_pct < 100 and after_pct > 0 and after_pct < 100
    ),

    compared as (
        select
            pilot.from_round_id,
            pilot.to_round_id,
            early.year as from_year,
            late.year as to_year,
            pilot.scale,
            other.yardstick,
            pilot.n as n_treated,
            other.n as n_control,
            pilot.before_pct as pilot_before_pct,
            other.before_pct as other_before_pct,
            pilot.change as pilot_change,
            if(other.universe >= 10, other.change, null) as other_change,
            if(other.universe >= 10, pilot.change - other.change, null) as value,
            not exists (
                select 1
                from core_fiscalizacion__method_break as method_break
                where
                    method_break.year_position > early.year
                    and method_break.year_position <= late.year
            ) as is_comparable,
            case
                when 'simulated' in (pilot.origin, other.origin)
                then 'simulated'
                when 'delivered' in (pilot.basis, other.basis)
                then 'delivered'
                else 'published'
            end as basis,
            greatest(pilot.origin, other.origin, 'computed'::origin) as origin
        from measured as pilot
        inner join
            measured as other
            on pilot.from_round_id = other.from_round_id
            and pilot.to_round_id = other.to_round_id
            and pilot.scale = other.scale
        inner join core_fiscalizacion__round as early on pilot.from_round_id = early.round_id
        inner join core_fiscalizacion__round as late on pilot.to_round_id = late.round_id
        where
            pilot.yardstick = 'pilot'
            and other.yardstick <> 'pilot'
            and pilot.universe >= minimum_group()
    )

select
    * exclude (basis, origin),
    basis,
    case
        when value is null
        then null
        when min(value) over comparison > 0
        then 'ahead'
        when max(value) over comparison < 0
        then 'behind'
        else 'depends'
    end as verdict,
    scale = 'points' and yardstick <> 'country' and is_comparable and value is not null as is_vote,
    origin
from compared
window comparison as (partition by from_round_id, to_round_id, yardstick)
