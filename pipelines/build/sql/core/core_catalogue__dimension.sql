-- The dimensions of the MGTM, as its first version has them.
select
    dimension.dimension_id,
    dimension.dimension_order,
    dimension.name_es,
    dimension.name_en,
    dimension.source_id
from core_model__dimension as dimension
inner join core_model__version as version on dimension.version_id = version.version_id
where version.model_id = 'mgtm' and version.version_order = 1 and dimension.is_stated
