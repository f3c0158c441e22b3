-- Declared against audited by materia, and for all of them together (materia «all»): of the same
-- municipalities, the share that declares it publishes and the share found with full marks.
with
    compared as (
        select *, declared_state = 'publishes' as declares, audited_pct = 100 as is_full
        from out_autoevaluacion__gap
        where audited_pct is not null
    ),

    grouped as (
        select *, materia_id as part, materia_es as part_es, materia_en as part_en
        from compared
        union all
        select *, 'all' as part, 'Todas las materias' as part_es, 'All materias' as part_en
        from compared
    ),

    counted as (
        select
            round_id,
            part,
            part_es,
            part_en,
            count(*) as compared,
            count(distinct cut) as municipalities,
            count(*) filter (where declares) as declared,
            count(*) filter (where is_full) as met,
            count(*) filter (where declares and not is_full) as over,
            count(*) filter (where not declares and is_full) as under,
            max(origin) as origin
        from grouped
        group by round_id, part, part_es, part_en
    )

select
    round_id,
    part as materia_id,
    part_es as materia_es,
    part_en as materia_en,
    compared::integer as compared_count,
    municipalities::integer as n_municipalities,
    if(municipalities >= minimum_group(), 100.0 * declared / compared, null) as declared_pct,
    if(municipalities >= minimum_group(), 100.0 * met / compared, null) as met_pct,
    declared::integer as declared_count,
    over::integer as overstated_count,
    if(
        municipalities >= minimum_group() and declared >= minimum_group(),
        100.0 * over / declared,
        null
    ) as overstated_pct,
    under::integer as understated_count,
    origin
from counted
