-- Every version the caller may read ($3: she handles it; else her own, $4), the newest first.
select a.id, a.version, a.kind, a.severity, a.verification, a.occurred_at, a.narrative_enc, a.recorded_at, a.recorded_by
from incident_account a
where a.org_id = $1 and a.incident_id = $2 and ($3 or a.recorded_by = $4)
order by a.version desc
