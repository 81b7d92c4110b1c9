select n.id, n.incident_id, n.what_enc, n.owner_id, n.due_on, n.done_at, n.done_by, n.created_mac, n.row_version
from incident_action n
where n.org_id = $1 and n.id = $2 and n.voided_at is null
