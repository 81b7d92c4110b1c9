-- Does a colleague work with young people at a site?
select exists (select from role_grant g
               left join programme p on p.org_id = g.org_id and p.id = g.programme_id
               where g.org_id = m.org_id and g.staff_id = m.id and g.ended_at is null and g.voided_at is null
                 and g.role = any (access.field_roles()) and coalesce(g.site_id, p.site_id, $3) = $3) as works_here
from staff_member m
where m.org_id = $1 and m.id = $2 and m.ended_at is null and m.voided_at is null
