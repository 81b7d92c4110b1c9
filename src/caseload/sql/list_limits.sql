-- The limits that hold, or one by its id ($2).
select id, role, site_id, cap::float8 as cap, started_at, ended_at, row_version, created_mac
from caseload_limit
where org_id = $1 and voided_at is null and (id = $2 or ($2::uuid is null and ended_at is null))
order by role nulls last, site_id nulls last, id
