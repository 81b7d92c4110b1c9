select id, programme_id, site_id, name, capacity, starts_on, ends_on, created_mac, row_version
from cohort
where org_id = $1 and id = $2 and voided_at is null
