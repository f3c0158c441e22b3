-- Everything dated that is known of a municipality, on one line: its convenios, the steps of its
-- tools and its scores. A source's signing stands only where none of its kind was delivered. A
-- round is known by its year: it is placed in the middle of it.
with
    convenio as (
        select
            signing.cut,
            'convenio' as lane,
            signing.kind as subject_id,
            moment.event,
            case
                moment.event
                when 'signed'
                then signing.date_signed
                when 'renewed'
                then signing.date_renewed
                else signing.date_end
            end::varchar as date_text,
            signing.origin,
            signing.source_file,
            signing.source_row
        from core_convenios__signing as signing
        cross join (values ('signed'), ('renewed'), ('ends')) as moment(event)
        where signing.country = 'CL'
    ),

    named as (
        select
            known.cut,
            'convenio' as lane,
            if(known.event = 'pilot', 'pilot', 'mgtm') as subject_id,
            'signed' as event,
            known.date_text,
            'published' as origin,
            known.source_file,
            known.source_row
        from out_convenios__known_signing as known
        where
            not exists (
                select 1
                from core_convenios__signing as signing
                where
                    signing.cut = known.cut
                    and signing.kind = if(known.event = 'pilot', 'pilot', 'mgtm')
            )
    ),

    step as (
        select
            cut,
            if(tool_id is null, 'convenio', 'tool') as lane,
            coalesce(tool_id, 'mgtm2') as subject_id,
            stage as event,
            date::varchar as date_text,
            origin,
            source_file,
            source_row
        from out_adopcion__stage_municipality
    ),

    score as (
        select
            cut,
            'score' as lane,
            round_id as subject_id,
            'score' as event,
            year::varchar as date_text,
            origin,
            source_file,
            source_row
        from out_fiscalizacion__municipality_round
        where revision = 'as_published' and score_state = 'value'
    ),

    tool as (
        select distinct tool_id, tool_es, tool_en
        from out_adopcion__stage_municipality
        where tool_id is not null
    ),

    together as (
        select *
        from convenio
        union all
        select *
        from named
        union all
        select *
        from step
        union all
        select *
        from score
    )

select
    together.cut,
    comuna.comuna,
    together.lane,
    together.subject_id,
    if(together.lane = 'convenio', together.subject_id, null) as kind,
    tool.tool_es,
    tool.tool_en,
    together.event,
    together.date_text,
    if(
        length(together.date_text) = 4,
        make_date(together.date_text::integer, 7, 1),
        try_cast(together.date_text as date)
    ) as date,
    round.score_pct,
    together.origin,
    together.source_file,
    together.source_row
from together
inner join core_territory__comuna as comuna on together.cut = comuna.cut
left join tool on together.subject_id = tool.tool_id
left join
    out_fiscalizacion__municipality_round as round
    on together.cut = round.cut
    and together.subject_id = round.round_id
    and round.revision = 'as_published'
where together.date_text <> ''
qualify
    row_number() over (
        partition by
            together.cut, together.lane, together.subject_id, together.event, together.date_text
        order by together.source_file, together.source_row
    )
    = 1
