select c.org_id, c.id, c.staff_id, c.secret_mac, c.used_at is not null as is_used, c.expires_at <= $2 as is_over
from auth.field_code c
where c.selector = $1 and c.dead_at is null
order by c.used_at desc nulls first limit 1
for update
