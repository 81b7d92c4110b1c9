-- A colleague as a worker at a site: does she work there with young people, how full is her caseload, has she declared a
-- conflict of interest with this person?
select c.cap::float8 as cap, c.ordinary::float8 as ordinary, c.raised_by, access.caseload_weight(m.id)::float8 as carried,
       access.conflict_declared(m.id, $4) as conflict,
       exists (select from role_grant g
               left join programme p on p.org_id = g.org_id and p.id = g.programme_id
               where g.org_id = m.org_id and g.staff_id = m.id and g.ended_at is null and g.voided_at is null
                 and g.role = any (access.field_roles())
                 and coalesce(g.site_id, p.site_id, $3) = $3
                 and (g.programme_id is null or g.programme_id = $5)) as works_here
from staff_member m
cross join lateral access.caseload_cap(m.id) c
where m.org_id = $1 and m.id = $2 and m.ended_at is null and m.voided_at is null
