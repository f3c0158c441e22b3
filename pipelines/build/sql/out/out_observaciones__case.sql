-- Observations of fiscalised bodies, with the change of score each led to.
select
    case_filed.cut,
    comuna.comuna,
    comuna.region_code,
    comuna.region,
    case_filed.round_id,
    case_filed.materia_id,
    materia.name_es as materia_es,
    materia.name_en as materia_en,
    case_filed.date,
    case_filed.asked,
    case_filed.resolution,
    case_filed.score_before_pct,
    case_filed.score_after_pct,
    case_filed.score_after_pct - case_filed.score_before_pct as change_pts,
    case_filed.origin,
    case_filed.source_file,
    case_filed.source_row
from core_observaciones__case as case_filed
inner join core_territory__comuna as comuna on case_filed.cut = comuna.cut
inner join core_catalogue__materia as materia on case_filed.materia_id = materia.materia_id
