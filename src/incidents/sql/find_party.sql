select y.id, y.incident_id, y.person_id, y.staff_id, y.role, y.created_mac, y.row_version, y.recorded_at,
       y.voided_at is not null as voided
from incident_party y
where y.org_id = $1 and y.id = $2
