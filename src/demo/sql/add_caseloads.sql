-- How full caseloads may be: a limit for outreach workers, set by a director at the moment the last session was written down.
with moment as (select max(s.recorded_at) as now from session s where s.org_id = $1)
insert into caseload_limit (org_id, id, role, cap, started_at, recorded_at, recorded_by)
select $1, md5('limit ' || $1::text)::uuid, 'outreach_worker', 20, m.now, m.now, d.staff_id
from moment m
cross join lateral (select g.staff_id from role_grant g where g.org_id = $1 and g.role = 'director' order by g.staff_id limit 1) d
where m.now is not null
