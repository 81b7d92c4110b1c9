-- Group sessions at places whose records the caller reads ($2 everywhere, $3 sites, $4 programmes), and those she leads;
-- latest first, from a place in that order on.
select s.id, s.programme_id, s.site_id, s.kind, s.mode, s.status, s.starts_at, s.held_on, s.minutes, s.title, s.lead_staff_id,
       s.closed_at, s.recorded_at, s.recorded_by, s.row_version, s.created_mac, s.voided_at is not null as voided, s.void_reason
from session s
where s.org_id = $1 and s.is_group
  and ($2 or s.site_id = any ($3) or s.programme_id = any ($4) or s.id in (select access.led_groups()))
  and ($5::date is null or (s.held_on, s.id) < ($5, $6))
order by s.held_on desc, s.id desc
limit $7
