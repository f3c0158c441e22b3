-- The history of entries, with what became of the evidence each one names.
select
    entry.commitment_id,
    entry.date,
    entry.entry_kind,
    entry.milestone_id,
    entry.indicator_id,
    entry.measured_value,
    entry.note_text,
    entry.evidence_file,
    if(
        entry.evidence_file is null, null, coalesce(evidence.evidence_state, 'missing')
    ) as evidence_state,
    evidence.bytes,
    evidence.sha256,
    entry.origin,
    entry.source_file,
    entry.source_sheet,
    entry.source_row
from core_ogp__progress as entry
left join core_ogp__evidence_file as evidence on entry.evidence_file = evidence.evidence_file
