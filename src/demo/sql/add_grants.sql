insert into role_grant (org_id, id, staff_id, role, site_id, granted_at, recorded_at)
select $1, id, staff_id, role, site_id, granted_at, granted_at
from unnest($2::uuid[], $3::uuid[], $4::text[], $5::uuid[], $6::timestamptz[])
     as rows (id, staff_id, role, site_id, granted_at)
