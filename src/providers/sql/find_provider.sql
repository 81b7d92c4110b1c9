select id, name, class, services, answers_within, in_use, created_mac, row_version
from service_provider
where org_id = $1 and id = $2 and voided_at is null
