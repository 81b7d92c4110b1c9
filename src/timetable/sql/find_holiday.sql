select id, site_id, holiday_on, name, void_reason, created_mac, row_version
from holiday
where org_id = $1 and id = $2
