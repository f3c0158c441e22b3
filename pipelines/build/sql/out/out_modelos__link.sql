-- The crosswalk between models, each tool with its name in the newest version that has it.
with
    named as (
        select
            tool.tool_id,
            arg_max(tool.name_es, version.version_order) as tool_es,
            arg_max(tool.name_en, version.version_order) as tool_en,
            min(model.model_id) as model_id,
            min(model.short_es) as model_es,
            min(model.short_en) as model_en
        from core_model__tool as tool
        inner join core_model__version as version on tool.version_id = version.version_id
        inner join core_model__model as model on tool.model_id = model.model_id
        group by tool.tool_id
    )

select
    link.link_order,
    link.from_id,
    one.model_id as from_model_id,
    one.model_es as from_model_es,
    one.model_en as from_model_en,
    one.tool_es as from_tool_es,
    one.tool_en as from_tool_en,
    link.relation,
    link.to_id,
    other.model_id as to_model_id,
    other.model_es as to_model_es,
    other.model_en as to_model_en,
    other.tool_es as to_tool_es,
    other.tool_en as to_tool_en,
    link.reason_es,
    link.reason_en
from core_model__link as link
inner join named as one on link.from_id = one.tool_id
inner join named as other on link.to_id = other.tool_id
