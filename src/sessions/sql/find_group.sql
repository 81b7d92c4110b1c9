select s.id, s.programme_id, s.site_id, s.kind, s.mode, s.status, s.starts_at, s.held_on, s.minutes, s.title, s.lead_staff_id,
       s.closed_at, s.recorded_at, s.recorded_by, s.row_version, s.created_mac, s.voided_at is not null as voided, s.void_reason
from session s
where s.org_id = $1 and s.id = $2 and s.is_group
