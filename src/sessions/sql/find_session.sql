select s.id, s.kind, s.mode, s.status, s.starts_at, s.held_on, s.minutes, s.lead_staff_id, s.recorded_by, s.row_version,
       s.recorded_at, s.created_mac, s.voided_at is not null as voided, s.void_reason, p.enrolment_id, p.person_id, p.attendance,
       p.minutes as attended_minutes, s.is_group
from session s
join participation p on p.org_id = s.org_id and p.session_id = s.id
-- A group has a roll, and is seen and changed through it.
where s.org_id = $1 and s.id = $2 and not s.is_group
