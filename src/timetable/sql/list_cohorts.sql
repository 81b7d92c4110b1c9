-- The cohorts of a programme ($2) and site ($3), or all, those that begin last first (at most 500).
select id, programme_id, site_id, name, capacity, starts_on, ends_on, created_mac, row_version
from cohort
where org_id = $1 and voided_at is null and ($2::uuid is null or programme_id = $2) and ($3::uuid is null or site_id = $3)
order by starts_on desc, id desc
limit 500
