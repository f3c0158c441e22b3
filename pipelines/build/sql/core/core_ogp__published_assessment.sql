select
    commitment_id,
    scheme_id,
    value_id,
    assessed_by,
    state as assessment_state,
    date_text,
    note_es,
    note_en,
    source_id,
    'published' as origin,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_ogp_assessment
union all
select
    said.commitment_id,
    scheme.scheme_id,
    label.value_id,
    'irm',
    if(label.value_id is null, 'pending', 'given'),
    null,
    null,
    null,
    said._file,
    said._origin,
    said._file,
    said._sheet,
    said._row::integer
from
    (
        select
            commitment_id,
            cycle,
            completion as printed,
            'completion' as topic,
            _file,
            _origin,
            _sheet,
            _row
        from accepted_compromiso
        union all
        select commitment_id, cycle, early_results, 'early_results', _file, _origin, _sheet, _row
        from accepted_compromiso
        union all
        select commitment_id, cycle, potential_impact, 'ambition', _file, _origin, _sheet, _row
        from accepted_compromiso
    ) as said
inner join
    core_ogp__scheme as scheme
    on said.topic = scheme.topic
    and scheme.assessed_by in ('irm', 'both')
    and said.cycle >= scheme.scheme_from - 2
    and said.cycle < coalesce(scheme.scheme_to, 9999)
left join
    core_ogp__scheme_value as label
    on scheme.scheme_id = label.scheme_id
    and lower(said.printed) = lower(label.label_en)
where label.value_id is not null or lower(said.printed) like 'pending%'
qualify
    row_number() over (
        partition by said.commitment_id, said.topic
        order by label.value_id is null, scheme.scheme_from
    )
    = 1
