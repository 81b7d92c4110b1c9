-- The caller's ($2) own exceptions, those she asked for, and those of the sites where she decides ($3 everywhere, $4
-- sites): a page from a place on, newest first, or one by its id ($5).
select id, staff_id, site_id, cap::float8 as cap, reason, until_on, approved, decided_by, recorded_at, recorded_by,
       row_version, created_mac
from caseload_exception
where org_id = $1 and voided_at is null and (staff_id = $2 or recorded_by = $2 or $3 or site_id = any ($4))
  and ($5::uuid is null or id = $5) and ($6::uuid is null or id < $6)
order by id desc
limit $7
