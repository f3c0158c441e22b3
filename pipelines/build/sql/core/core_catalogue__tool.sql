-- The tools of the MGTM, as its first version has them, and of MGTM 2.0, as the first version that
-- names each has it: the list prioritised in 2017 adds one. Every other model is in
-- core_model__tool.
select
    tool.tool_id,
    (
        row_number() over (order by model.model_order, version.version_order, tool.tool_order)
    )::integer as tool_order,
    tool.model_id as model_version,
    tool.version_id as first_version_id,
    if(dimension.is_stated, tool.dimension_id, null) as dimension_id,
    tool.name_es,
    tool.name_en,
    tool.purpose_es as description_es,
    tool.purpose_en as description_en,
    tool.source_id
from core_model__tool as tool
inner join core_model__model as model on tool.model_id = model.model_id
inner join core_model__version as version on tool.version_id = version.version_id
inner join
    core_model__dimension as dimension
    on tool.version_id = dimension.version_id
    and tool.dimension_id = dimension.dimension_id
where (tool.model_id = 'mgtm' and version.version_order = 1) or tool.model_id = 'mgtm2'
qualify row_number() over (partition by tool.tool_id order by version.version_order) = 1
