-- What a municipality declared against what the round found, materia by materia.
with
    audited as (
        select cut, round_id, materia_id, score_pct as audited_pct
        from out_fiscalizacion__municipality_materia
        where revision = 'as_published' and score_pct is not null
    )

select
    declared.cut,
    comuna.comuna,
    comuna.region_code,
    comuna.region,
    declared.round_id,
    declared.materia_id,
    materia.name_es as materia_es,
    materia.name_en as materia_en,
    declared.declared_state,
    declared.declared_date,
    audited.audited_pct,
    if(
        audited.audited_pct is null,
        null,
        declared.declared_state = 'publishes' and audited.audited_pct < 100
    ) as is_overstated,
    declared.origin,
    declared.source_file,
    declared.source_row
from core_autoevaluacion__declared_state as declared
inner join core_territory__comuna as comuna on declared.cut = comuna.cut
inner join core_catalogue__materia as materia on declared.materia_id = materia.materia_id
left join
    audited
    on declared.cut = audited.cut
    and declared.round_id = audited.round_id
    and declared.materia_id = audited.materia_id
