-- An enrolment's sessions, latest first, from a place in that order on. In a group one line can be void by itself.
select s.id, s.kind, s.mode, s.status, s.starts_at, s.held_on, s.minutes, s.lead_staff_id, s.recorded_by, s.row_version,
       s.recorded_at, s.created_mac, coalesce(s.voided_at, p.voided_at) is not null as voided,
       coalesce(s.void_reason, p.void_reason) as void_reason, p.enrolment_id, p.person_id, p.attendance,
       p.minutes as attended_minutes, s.is_group
from participation p
join session s on s.org_id = p.org_id and s.id = p.session_id
where p.org_id = $1 and p.enrolment_id = $2
  and ($3::date is null or (p.held_on, p.session_id) < ($3, $4))
order by p.held_on desc, p.session_id desc
limit $5
