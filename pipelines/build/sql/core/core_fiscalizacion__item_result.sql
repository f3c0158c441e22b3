-- One row a municipality, round, materia and criterion, from the wide and the long shape alike.
with
    wide as (
        select
            cut,
            round_id,
            revision,
            materia.materia_id,
            'overall' as criterion,
            null::varchar as state,
            case
                materia.materia_id
                when 'diario_oficial'
                then diario_oficial
                when 'marco_normativo'
                then marco_normativo
                when 'estructura'
                then estructura
                when 'personal_remuneraciones'
                then personal_remuneraciones
                when 'compras'
                then compras
                when 'transferencias'
                then transferencias
                when 'actos_terceros'
                then actos_terceros
                when 'tramites'
                then tramites
                when 'subsidios'
                then subsidios
                when 'participacion'
                then participacion
                when 'presupuesto'
                then presupuesto
                when 'auditorias'
                then auditorias
                when 'vinculos'
                then vinculos
                when 'subdere'
                then subdere
            end as score_pct,
            case
                materia.materia_id
                when 'diario_oficial'
                then diario_oficial_state
                when 'marco_normativo'
                then marco_normativo_state
                when 'estructura'
                then estructura_state
                when 'personal_remuneraciones'
                then personal_remuneraciones_state
                when 'compras'
                then compras_state
                when 'transferencias'
                then transferencias_state
                when 'actos_terceros'
                then actos_terceros_state
                when 'tramites'
                then tramites_state
                when 'subsidios'
                then subsidios_state
                when 'participacion'
                then participacion_state
                when 'presupuesto'
                then presupuesto_state
                when 'auditorias'
                then auditorias_state
                when 'vinculos'
                then vinculos_state
                when 'subdere'
                then subdere_state
            end as score_state,
            review_date,
            _origin,
            _file,
            _sheet,
            _row
        from accepted_fiscalizacion_wide
        cross join core_catalogue__materia as materia
    ),

    long as (
        select
            cut,
            round_id,
            revision,
            materia_id,
            criterion,
            state,
            score_pct,
            if(
                score_pct_state = 'missing' and state_state = 'not_applicable',
                'not_applicable',
                score_pct_state
            ) as score_state,
            review_date,
            _origin,
            _file,
            _sheet,
            _row
        from accepted_fiscalizacion_long
    ),

    together as (
        select *
        from wide
        union all
        select *
        from long
    )

select
    cut,
    round_id,
    revision,
    materia_id,
    criterion,
    state,
    score_pct,
    score_state,
    review_date,
    _origin as origin,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from together
