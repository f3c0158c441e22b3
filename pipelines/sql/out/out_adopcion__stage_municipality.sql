-- First date each municipality reached each stage, tool by tool.
select
    event.cut,
    comuna.comuna,
    comuna.region_code,
    comuna.region,
    comuna.region_order_north_south,
    event.tool_id,
    tool.name_es as tool_es,
    tool.name_en as tool_en,
    tool.model_version,
    event.stage,
    stage.stage_order,
    event.date,
    event.evidence_url,
    event.origin,
    event.source_file,
    event.source_row
from core_adopcion__stage_event as event
inner join core_territory__comuna as comuna on event.cut = comuna.cut
inner join core_catalogue__stage as stage on event.stage = stage.stage_id
left join core_catalogue__tool as tool on event.tool_id = tool.tool_id
