select v.id, v.step, v.to_state, v.notified_to, v.mandatory, v.note_enc, v.occurred_at, v.recorded_at, v.recorded_by
from incident_event v
where v.org_id = $1 and v.incident_id = $2
order by v.recorded_at, v.id
