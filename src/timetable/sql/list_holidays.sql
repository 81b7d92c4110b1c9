-- Holidays from a day on, of all sites and of each, in their order (at most 500).
select id, site_id, holiday_on, name, void_reason, created_mac, row_version
from holiday
where org_id = $1 and holiday_on >= $2 and voided_at is null
order by holiday_on, id
limit 500
