select g.role, coalesce(g.site_id, p.site_id) as site_id, g.programme_id
from role_grant g left join programme p on p.org_id = g.org_id and p.id = g.programme_id
where g.org_id = $1 and g.staff_id = $2 and g.ended_at is null and g.voided_at is null
